import { expect, test } from '@jest/globals';
import type { Context, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { createFifoHandler } from '../../../../lib/adapters/sqs/fifo-batch.ts';
import type { SqsRequests } from '../../../../lib/adapters/sqs/sqs-requests.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';

const record = (group: string, id: string, receives = 1): SQSRecord => ({
  messageId: id,
  receiptHandle: `handle-${id}`,
  body: id,
  attributes: {
    ApproximateReceiveCount: String(receives),
    MessageGroupId: group,
    SentTimestamp: '',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn',
  awsRegion: 'eu-central-1',
});

/** Runs one batch in which these entries fail. */
async function run(records: readonly SQSRecord[], failing: readonly string[], retryAfterSeconds?: number) {
  const handled: string[] = [];
  const postponed: Record<string, number> = {};
  const logged: unknown[] = [];
  const sqs = {
    changeMessageVisibility: async ({ ReceiptHandle = '', VisibilityTimeout = 0 }) => {
      postponed[ReceiptHandle] = VisibilityTimeout;
    },
  } satisfies Partial<SqsRequests> as unknown as SqsRequests;
  const handler = createFifoHandler({
    sqs,
    queueUrl: 'url',
    postponedEvent: 'update-postponed',
    telemetry: {
      info: () => undefined,
      warn: (event, fields) => logged.push([event, fields]),
      flush: () => undefined,
    },
    describe: (body) => ({ reportKey: body }),
    delaySeconds: (attempt) => attempt * 10,
    handle: async ({ body }) => {
      handled.push(body);
      if (failing.includes(body))
        throw new AdapterError('Down', 'transient', 'secret of Mr Okafor', { retryAfterSeconds });
    },
  });
  const answer = (await handler(
    { Records: [...records] },
    {} as Context,
    () => undefined,
  )) as SQSBatchResponse;
  return {
    handled,
    postponed,
    logged,
    failed: answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
  };
}

test('a failure holds back the rest of its own group and no other', async () => {
  const { handled, failed } = await run(
    [record('a', 'a1'), record('b', 'b1'), record('a', 'a2'), record('b', 'b2')],
    ['a1'],
  );
  expect(handled).toEqual(['a1', 'b1', 'b2']);
  expect(failed).toEqual(['a1', 'a2']);
});

test('what was tried before comes last, so that it delays no other group; urgent groups come first', async () => {
  const urgent = (one: SQSRecord): SQSRecord => ({
    ...one,
    messageAttributes: { priority: { dataType: 'String', stringValue: 'stat' } },
  });
  const { handled } = await run(
    [
      ...[record('a', 'a1', 2), record('a', 'a2'), urgent(record('b', 'b1', 3)), record('c', 'c1')],
      ...[record('d', 'd1'), urgent(record('d', 'd2'))],
    ],
    [],
  );
  expect(handled).toEqual(['d1', 'd2', 'c1', 'b1', 'a1', 'a2']);
});

test('what was held back comes again with what failed, and not after the whole visibility timeout', async () => {
  const { postponed } = await run([record('a', 'a1', 3), record('a', 'a2'), record('b', 'b1')], ['a1']);
  expect(postponed).toEqual({ 'handle-a1': 30, 'handle-a2': 30 });
});

test('when everything fails, everything is put off and nothing is thrown away', async () => {
  const { failed, postponed } = await run([record('a', 'a1'), record('b', 'b1', 2)], ['a1', 'b1']);
  expect(failed).toEqual(['a1', 'b1']);
  expect(postponed).toEqual({ 'handle-a1': 10, 'handle-b1': 20 });
});

test('the log says which, why and when again, and nothing that an error may carry', async () => {
  const { logged } = await run([record('a', 'a1', 2)], ['a1']);
  expect(logged).toEqual([
    [
      'update-postponed',
      { reportKey: 'a1', attempt: 2, retryInSeconds: 20, errorCode: 'Down', disposition: 'transient' },
    ],
  ]);
});

test('a pause that the far side asks for is kept if it is longer, up to ten minutes', async () => {
  const of = async (retryAfterSeconds: number) =>
    (await run([record('a', '1')], ['1'], retryAfterSeconds)).postponed['handle-1'];
  expect(await of(5)).toBe(10);
  expect(await of(300)).toBe(300);
  expect(await of(2_592_000)).toBe(600);
});
