import {
  BatchWriteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalCloud, start } from '../../local/start.ts';
import { sendAll, unique } from '../support/cloud.ts';
import { anOru } from '../support/messages.ts';
import { aSite } from '../support/site.ts';
import { within } from '../support/until.ts';

/** What a deployment without one of its grants does: every call is checked against the role of its function. */
let cloud: LocalCloud;
const lines: Readonly<Record<string, unknown>>[] = [];
const failures: unknown[] = [];
let onChange = (): void => undefined;
/** Where the lines of a test begin. */
let from = 0;
/** Messages that were put off. */
const waiting: string[] = [];

beforeAll(async () => {
  cloud = await start({
    site: aSite({ sources: [{ id: 'any', kind: 'lis' }] }),
    siteVersion: 'test',
    onLog: (line) => {
      lines.push(JSON.parse(line));
      onChange();
    },
    onFailure: (failure) => {
      failures.push(failure);
      onChange();
    },
  });
});
afterAll(() => cloud.stop());

const send = async (): Promise<string | undefined> => {
  const message = anOru({
    header: { 10: unique() },
    // a sequence of its own: what waits in one holds nobody else up
    patient: { 3: `${unique()}^^^LAB^MR` },
    order: { 3: `F-${unique()}^LAB` },
  });
  return (await sendAll(cloud.mllpPort, [message]))[0]?.ack.code;
};

const until = (isReached: () => boolean): Promise<void> => {
  const reached = Promise.withResolvers<void>();
  onChange = () => {
    if (isReached()) reached.resolve();
  };
  onChange();
  return within(reached.promise, { what: 'a line of a function', left: () => lines.slice(-5) });
};

const said = (message: string): Readonly<Record<string, unknown>> | undefined =>
  lines.slice(from).find((line) => line['message'] === message);

test.each([
  ['Receive', 'dynamodb:PutItem', 'MessageNotStored', 'denied'],
  ['Receive', 'sqs:SendMessage', 'MessageNotQueued', 'denied'],
  ['Receive', 'kms:GenerateDataKey', 'MessageNotQueued', 'key-or-secret'],
])('without %s %s no message is acknowledged as accepted', async (role, action, errorCode, fault) => {
  from = lines.length;
  const restore = cloud.access.revoke(role, action);
  expect(await send()).toBe('AE');
  restore();
  expect(said('message-not-stored')).toMatchObject({ errorCode, fault });
  expect(await send()).toBe('AA');
});

test.each([
  ['Normalize', 'dynamodb:BatchGetItem', 'message-postponed', 'MessageNotRead'],
  ['Normalize', 'dynamodb:Query', 'message-postponed', 'ReportNotRead'],
  ['Normalize', 'dynamodb:PutItem', 'message-postponed', 'ReportNotAppended'],
  ['Normalize', 'dynamodb:BatchWriteItem', 'message-postponed', 'ReportNotProjected'],
  ['Normalize', 'sqs:SendMessage', 'message-postponed', 'UpdateNotQueued'],
  ['Normalize', 'dynamodb:UpdateItem', 'message-postponed', 'MessageNotFinished'],
  ['Deliver', 'dynamodb:GetItem', 'update-postponed', 'DeliveryNotRead'],
  ['Deliver', 'dynamodb:PutItem', 'update-postponed', 'DeliveryNotStored'],
])('without %s %s a message waits, with the reason', async (role, action, event, errorCode) => {
  from = lines.length;
  const restore = cloud.access.revoke(role, action);
  expect(await send()).toBe('AA');
  await until(() => said(event) !== undefined);
  restore();
  expect(said(event)).toMatchObject({ errorCode, fault: 'denied' });
  waiting.push(String(said(event)?.['messageId']));
});

test('and all of them go on when it is given', async () => {
  const delivered = (id: string) =>
    lines.some((line) => line['message'] === 'update-delivered' && line['messageId'] === id);
  expect(waiting).toHaveLength(8);
  await until(() => waiting.every(delivered));
});

test.each(['sqs:ReceiveMessage', 'sqs:DeleteMessage'])(
  'without Normalize %s its queue is not read, or read again',
  async (action) => {
    failures.length = 0;
    const restore = cloud.access.revoke('Normalize', action);
    await send();
    await until(() => failures.length > 0);
    restore();
    expect(String(failures[0])).toContain(`not authorized to perform: ${action}`);
  },
);

describe('with the credentials of one caller', () => {
  const row = (pk: string) => ({ pk: { S: pk }, sk: { S: 'forged' } });
  const put = (pk: string) => new PutItemCommand({ TableName: cloud.tableName, Item: row(pk) });
  const remove = (pk: string) =>
    new BatchWriteItemCommand({
      RequestItems: { [cloud.tableName]: [{ DeleteRequest: { Key: row(pk) } }] },
    });
  const change = (pk: string) =>
    new UpdateItemCommand({
      TableName: cloud.tableName,
      Key: row(pk),
      UpdateExpression: 'SET readBy = :nobody',
      ExpressionAttributeValues: { ':nobody': { S: 'nobody' } },
    });
  /** The answer to a command that this caller sends; the functions have called before. */
  const answerTo = async (role: string, command: PutItemCommand): Promise<string> => {
    const caller = Object.keys(cloud.aws.counts()).find((name) => name.startsWith(role)) ?? role;
    const client = new DynamoDBClient({
      ...cloud.clientConfig,
      credentials: { accessKeyId: caller, secretAccessKey: 'local' },
    });
    return client.send(command).then(
      () => 'done',
      (cause: Error) => cause.name,
    );
  };

  test.each<[string, string, (pk: string) => unknown, string]>([
    ['Receive', 'puts a report', put, 'RPT#x'],
    ['Receive', 'puts an audit entry', put, 'AUD#x'],
    ['Receive', 'puts a delivery', put, 'DLV#ehr#x'],
    ['Receive', 'changes a patient', change, 'PAT#x'],
    ['Normalize', 'puts a message', put, 'MSG#x'],
    ['Normalize', 'puts an audit entry', put, 'AUD#x'],
    ['Normalize', 'deletes a report', remove, 'RPT#x'],
    ['Normalize', 'deletes a message', remove, 'MSG#x'],
    ['Normalize', 'deletes an audit entry', remove, 'AUD#x'],
    ['Normalize', 'changes a delivery', change, 'DLV#ehr#x'],
    ['Deliver', 'puts a report', put, 'RPT#x'],
    ['Deliver', 'puts the delivery of another destination', put, 'DLV#ward#x'],
    ['operator', 'deletes an audit entry', remove, 'AUD#x'],
    ['operator', 'changes an audit entry', change, 'AUD#x'],
    ['operator', 'deletes a report', remove, 'RPT#x'],
    ['operator', 'puts a delivery', put, 'DLV#ehr#x'],
    ['gateway', 'puts a message', put, 'MSG#x'],
  ])('nobody who is %s %s', async (role, _, command, pk) => {
    expect(await answerTo(role, command(pk) as PutItemCommand)).toBe('AccessDeniedException');
  });

  test('an operator adds to the audit log', async () => {
    expect(await answerTo('operator', put('AUD#x'))).toBe('done');
  });
});

test('whoever is none of the callers of the template may call what its policy lets it, and nothing else', async () => {
  const call = (accessKey: string) =>
    fetch(`http://127.0.0.1:${cloud.httpPort}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260302/us-east-1/execute-api/aws4_request`,
      },
      body: '',
    });
  expect((await call('gateway')).status).toBe(400);
  expect((await call('operator')).status).toBe(403);
});
