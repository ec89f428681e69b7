import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { bundledSqs } from '../../../../lib/adapters/sqs/bundled-sqs.ts';
import { sqsSystemQueues } from '../../../../lib/adapters/sqs/system-queues.ts';

interface Input {
  readonly QueueUrl: string;
  readonly MaxNumberOfMessages?: number;
}

/** SQS that answers with so many entries in each queue, and keeps what was asked of it. */
function aCloud(entries = 3) {
  const asked: (readonly [string, Input])[] = [];
  let left = entries;
  const client = {
    send: async (command: { readonly input: Input }) => {
      const { input } = command;
      const { name } = command.constructor;
      asked.push([name, input]);
      if (name === 'GetQueueAttributesCommand')
        return {
          Attributes: {
            ApproximateNumberOfMessages: '2',
            ApproximateNumberOfMessagesNotVisible: '1',
          },
        };
      if (name !== 'ReceiveMessageCommand') return {};
      const count = Math.min(left, input.MaxNumberOfMessages ?? 0);
      left -= count;
      return {
        Messages: Array.from({ length: count }, (_, index) => ({
          MessageId: `id-${left + index}`,
          Body: 'body',
          ReceiptHandle: `handle-${left + index}`,
          Attributes: { SentTimestamp: '0', ApproximateReceiveCount: '20', MessageGroupId: 'g' },
        })),
      };
    },
  } as unknown as SQSClient;
  const queues = sqsSystemQueues(bundledSqs(client), {
    inboundQueue: 'in',
    updateQueues: { ehr: 'ehr-url', research: 'research-url' },
    workQueues: { chemistry: 'chemistry-url' },
    resultQueues: { mllp: 'mllp-url' },
    notificationQueues: { subscribers: 'subscribers-url' },
    exportQueues: { exports: 'exports-url' },
    deadLetterQueues: { inbound: { inbound: 'in-dead' }, updates: { ehr: 'ehr-dead' } },
  });
  return { asked, queues };
}

const deadLettersOf = ({ queues }: ReturnType<typeof aCloud>, name: string) => {
  const found = queues.find((queue) => queue.name === name)?.deadLetters;
  if (found === undefined) throw new Error(`${name} has no dead letters`);
  return found;
};

describe('the queues of a system', () => {
  test('are all there, in the order in which an entry passes them', () => {
    expect(aCloud().queues.map(({ name, kind, id, url }) => [name, kind, id, url])).toEqual([
      ['inbound', 'inbound', 'inbound', 'in'],
      ['updates/ehr', 'updates', 'ehr', 'ehr-url'],
      ['updates/research', 'updates', 'research', 'research-url'],
      ['work/chemistry', 'work', 'chemistry', 'chemistry-url'],
      ['results/mllp', 'results', 'mllp', 'mllp-url'],
      ['notifications/subscribers', 'notifications', 'subscribers', 'subscribers-url'],
      ['exports', 'exports', 'exports', 'exports-url'],
    ]);
  });

  test('have dead letters where the system keeps them', () => {
    const kept = aCloud().queues.filter(({ deadLetters }) => deadLetters !== undefined);
    expect(kept.map(({ name }) => name)).toEqual(['inbound', 'updates/ehr']);
  });

  test('count what waits and what is in hand, and dead letters both together', async () => {
    const cloud = aCloud();
    expect(await cloud.queues[0]?.count()).toEqual({ waiting: 2, inHand: 1 });
    expect(await deadLettersOf(cloud, 'inbound').count()).toBe(3);
    expect(cloud.asked.map(([, { QueueUrl }]) => QueueUrl)).toEqual(['in', 'in-dead']);
  });
});

describe('dead letters', () => {
  test('are taken up to so many, ten in a request', async () => {
    const cloud = aCloud(100);
    expect((await deadLettersOf(cloud, 'updates/ehr').take(12)).length).toBe(12);
    expect(cloud.asked.map(([, { MaxNumberOfMessages: most }]) => most)).toEqual([10, 2]);
  });

  test('are taken until there are no more', async () => {
    const letters = await deadLettersOf(aCloud(3), 'updates/ehr').take(50);
    expect(letters.length).toBe(3);
    expect(letters[0]).toMatchObject({ body: 'body', receives: 20, sentAt: '1970-01-01T00:00:00.000Z' });
  });

  test('go back to their own place, are sent again to the queue that they came from, and are removed', async () => {
    const cloud = aCloud(1);
    const [letter] = await deadLettersOf(cloud, 'updates/ehr').take(1);
    await letter?.giveBack();
    await letter?.sendAgain();
    await letter?.discard();
    expect(cloud.asked.slice(1)).toMatchObject([
      ['ChangeMessageVisibilityCommand', { QueueUrl: 'ehr-dead', VisibilityTimeout: 0 }],
      [
        'SendMessageCommand',
        { QueueUrl: 'ehr-url', MessageGroupId: 'g', MessageDeduplicationId: letter?.id },
      ],
      ['DeleteMessageCommand', { QueueUrl: 'ehr-dead' }],
    ]);
  });
});
