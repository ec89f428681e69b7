import { expect, test } from '@jest/globals';
import { withScopedId } from '../../../../local/aws/deduplication-scope.ts';
import type { AwsRequest } from '../../../../local/aws/request.ts';

const scoped = (members: Readonly<Record<string, unknown>>) =>
  JSON.parse(
    withScopedId({
      ...{ service: 'SQS', operation: 'SendMessage', caller: 'local', path: '/', members },
      body: Buffer.from(JSON.stringify(members)),
    } satisfies AwsRequest).toString(),
  );
const idOf = (group: string, id: string) =>
  scoped({ MessageGroupId: group, MessageDeduplicationId: id }).MessageDeduplicationId;

test('one message may wait in two groups, and once in each', () => {
  expect(idOf('g1', 'm')).toBe(idOf('g1', 'm'));
  expect(new Set([idOf('g1', 'm'), idOf('g2', 'm'), idOf('g1', 'n')]).size).toBe(3);
});

test('a group and an id do not run into each other, and any id is one that SQS takes', () => {
  expect(idOf('a","b', 'c')).not.toBe(idOf('a', 'b","c'));
  for (const id of ['constructor', '__proto__', 'x'.repeat(100_000)])
    expect(idOf('g', id)).toMatch(/^[0-9a-f]{64}$/);
});

test('a message without an id, and the rest of one that has it, stay as they are', () => {
  expect(scoped({ QueueUrl: 'q', MessageBody: 'b' })).toEqual({ QueueUrl: 'q', MessageBody: 'b' });
  expect(scoped({ QueueUrl: 'q', MessageGroupId: 'g', MessageDeduplicationId: 'i' })).toMatchObject({
    QueueUrl: 'q',
    MessageGroupId: 'g',
  });
});
