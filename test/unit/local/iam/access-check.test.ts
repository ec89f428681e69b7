import { describe, expect, test } from '@jest/globals';
import type { AwsRequest } from '../../../../local/aws/request.ts';
import { RoleAccess } from '../../../../local/iam/access-check.ts';
import { pollerOf, type Statement } from '../../../../local/iam/principals.ts';

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/t';
const allow = (Action: Statement['Action'], Resource: Statement['Resource'] = table): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

const access = (...statements: readonly Statement[]) => {
  const documents = [{ Version: '2012-10-17', Statement: statements }];
  return new RoleAccess({
    account: '000000000000',
    principals: new Map([
      ['ReceiveFn', documents],
      [pollerOf('ReceiveFn'), documents],
    ]),
    resourcePolicies: new Map(),
    names: {
      table: (name) => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`,
      queue: (url) => url,
      object: (path) => path,
      secret: (name) => name,
      lambda: (name) => name,
      bus: (name) => name,
      keyOf: () => undefined,
    },
  });
};

const aRequest = (operation: string, caller = 'ReceiveFn', name = 't'): AwsRequest => ({
  ...{ service: 'DynamoDB', operation, caller, members: { TableName: name }, path: '/' },
  body: Buffer.alloc(0),
});

describe('a caller of the template', () => {
  test('may do what its role allows, and nothing else', async () => {
    const checked = access(allow(['dynamodb:GetItem', 'dynamodb:PutItem']));
    expect(await checked.refuse(aRequest('GetItem'))).toBeUndefined();
    expect(await checked.refuse(aRequest('DeleteItem'))).toEqual({
      action: 'dynamodb:DeleteItem',
      message: `User: ReceiveFn is not authorized to perform: dynamodb:DeleteItem on resource: ${table} because no identity-based policy allows the dynamodb:DeleteItem action`,
    });
    expect(await checked.refuse(aRequest('GetItem', 'ReceiveFn', 'other'))).toMatchObject({
      action: 'dynamodb:GetItem',
    });
  });

  test('may not do what is denied, whatever else allows it', async () => {
    const checked = access(allow('dynamodb:*'), { ...allow('dynamodb:PutItem'), Effect: 'Deny' });
    expect(await checked.refuse(aRequest('GetItem'))).toBeUndefined();
    expect(await checked.refuse(aRequest('PutItem'))).toMatchObject({ action: 'dynamodb:PutItem' });
  });

  test('whose permission is revoked has it no more, nor its poller, until that ends', async () => {
    const checked = access(allow(['dynamodb:GetItem', 'dynamodb:PutItem']));
    await checked.refuse(aRequest('PutItem'));
    const restore = checked.revoke('Receive', 'dynamodb:PutItem');
    expect(await checked.refuse(aRequest('PutItem'))).toBeDefined();
    expect(await checked.refuse(aRequest('PutItem', pollerOf('ReceiveFn')))).toBeDefined();
    expect(await checked.refuse(aRequest('GetItem'))).toBeUndefined();
    restore();
    expect(await checked.refuse(aRequest('PutItem'))).toBeUndefined();
  });

  test('uses what it was allowed, each once, and not what was refused', async () => {
    const checked = access(allow('dynamodb:GetItem'));
    for (const operation of ['GetItem', 'GetItem', 'DeleteItem']) await checked.refuse(aRequest(operation));
    expect(checked.used()).toEqual([{ caller: 'ReceiveFn', action: 'dynamodb:GetItem', resource: table }]);
  });
});

describe('a caller that may write some rows', () => {
  const key = 'dynamodb:LeadingKeys';
  const rows = (action: string, ...kinds: readonly string[]): Statement => ({
    ...allow(action),
    Condition: {
      'ForAllValues:StringLike': { [key]: kinds.map((kind) => `${kind}#*`) },
      Null: { [key]: 'false' },
    },
  });
  const pk = (text: string) => ({ pk: { S: text }, sk: { S: 'x' } });
  const put = (text: string): AwsRequest => ({
    ...aRequest('PutItem'),
    members: { TableName: 't', Item: pk(text) },
  });
  const batch = (...requests: readonly object[]): AwsRequest => ({
    ...aRequest('BatchWriteItem'),
    members: { RequestItems: { t: requests } },
  });
  const checked = access(
    rows('dynamodb:PutItem', 'MSG', 'DLV#ehr'),
    rows('dynamodb:BatchWriteItem', 'PAT', 'HELD', 'AUD'),
    {
      ...rows('dynamodb:BatchWriteItem', 'AUD'),
      Effect: 'Deny',
      Condition: { 'ForAnyValue:StringLike': { [key]: ['AUD#*'] } },
    },
  );
  const isRefused = async (request: AwsRequest) => (await checked.refuse(request)) !== undefined;

  test.each([
    ['MSG#1', false],
    ['MSG#2', false],
    ['DLV#ehr#1', false],
    ['DLV#ehr2#1', true],
    ['DLV#ward#1', true],
    ['AUD#1', true],
    ['MS', true],
    ['', true],
    ['RPT#MSG#1', true],
  ])('puts %s: refused %s', async (row, expected) => {
    expect(await isRefused(put(row))).toBe(expected);
  });

  test('writes a batch of them, and no batch with another row in it', async () => {
    const puts = { PutRequest: { Item: pk('PAT#1') } };
    const deletes = (row: string) => ({ DeleteRequest: { Key: pk(row) } });
    expect(await isRefused(batch(puts, deletes('HELD#1')))).toBe(false);
    expect(await isRefused(batch(puts, deletes('RPT#1')))).toBe(true);
    expect(await isRefused(batch(puts, deletes('AUD#1')))).toBe(true);
    expect(await isRefused(batch(deletes('AUD#1')))).toBe(true);
  });

  test('writes nothing without naming a row', async () => {
    expect(await isRefused(aRequest('PutItem'))).toBe(true);
  });
});

test.each(['local', 'constructor', '__proto__'])(
  'a caller that is not in the template owns the account: %s',
  async (caller) => {
    const checked = access();
    expect(await checked.refuse(aRequest('DeleteItem', caller))).toBeUndefined();
    expect(checked.used()).toEqual([]);
  },
);
