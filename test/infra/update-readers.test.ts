import { expect, test } from '@jest/globals';
import { dig, type Statement, siteReadByOthers, synthesize, text } from '../support/template.ts';

/** A reader of updates in another AWS account, and one that is told by events. */

const other = '111122223333';
const { ofType } = synthesize(siteReadByOthers(other));

const statementsIn = (type: string, ...path: string[]): [string, Statement][] =>
  ofType(type).flatMap(([id, resource]) =>
    dig<Statement[]>(resource, 'Properties', ...path, 'Statement').map((one): [string, Statement] => [
      id,
      one,
    ]),
  );

const forOther = (type: string, ...path: string[]) =>
  statementsIn(type, ...path).filter(([, { Principal }]) => text(Principal).includes(other));

test('the account that a destination names may take from its queue, and from no other', () => {
  const found = forOther('AWS::SQS::QueuePolicy', 'PolicyDocument');
  expect(found).toHaveLength(1);
  const [[id, { Action, Effect }] = ['', { Action: [], Effect: '' }]] = found;
  expect(id).toMatch(/^Feedpartner/);
  expect(Effect).toBe('Allow');
  expect(Action).toEqual(['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage']);
});

test('it may read the contents of these destinations alone, and decrypt only what SQS and S3 hand over', () => {
  const objects = forOther('AWS::S3::BucketPolicy', 'PolicyDocument').map(([, one]) => one);
  expect(objects.map(({ Action }) => Action)).toEqual(['s3:GetObject', 's3:GetObject']);
  expect(objects.map(({ Resource }) => /updates\/\w+\/\*/.exec(text(Resource))?.[0])).toEqual([
    'updates/partner/*',
    'updates/bus/*',
  ]);
  const keys = forOther('AWS::KMS::Key', 'KeyPolicy').map(([, one]) => one);
  expect(new Set(keys.map(({ Action }) => Action))).toEqual(new Set(['kms:Decrypt']));
  for (const { Condition } of keys) expect(text(Condition)).toMatch(/kms:ViaService.*sqs.*s3/);
});

test('a function may write to its bus and its data store, and to no other', () => {
  const granted = (action: string) =>
    statementsIn('AWS::IAM::Policy', 'PolicyDocument').filter(([, { Action }]) =>
      text(Action).includes(action),
    );
  expect(granted('events:').map(([id, { Action }]) => [id.replace(/Worker.*/, ''), Action])).toEqual([
    ['Deliverbus', 'events:PutEvents'],
  ]);
  expect(text(granted('events:'))).toContain('event-bus/ehr-bus');
  expect(granted('healthlake:').map(([id, { Resource }]) => [id.replace(/Worker.*/, ''), Resource])).toEqual([
    ['Deliverlake', `arn:aws:healthlake:us-east-1:${other}:datastore/fhir/0a1b`],
  ]);
});
