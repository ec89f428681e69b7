import type { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { GatewayEvent } from '../../../../gateway/events.ts';
import { MllpPeer } from '../../../../gateway/outbound/peer.ts';
import { QueueSender } from '../../../../gateway/outbound/queue-sender.ts';
import { realTime } from '../../../../gateway/time.ts';
import { peerSchema } from '../../../../lib/shared/peer.ts';

const senders: QueueSender[] = [];
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.stop();
});

/** A queue that answers each kind of command as told. Undefined: never. */
function aSender(answers: Readonly<Record<string, unknown>>, requestTimeoutMs = 20) {
  const asked: string[] = [];
  const { promise, resolve } = Promise.withResolvers<GatewayEvent>();
  const never = new Promise(() => undefined);
  const sqs = {
    send: (command: object) => {
      asked.push(command.constructor.name);
      return Promise.resolve(answers[command.constructor.name] ?? never);
    },
  };
  senders.push(
    new QueueSender({
      ...{ destination: 'law-1', queueUrl: 'https://queue.test', spool: undefined, time: realTime },
      sqs: sqs as unknown as SQSClient,
      peer: new MllpPeer(peerSchema.parse({ host: '127.0.0.1', port: 9 })),
      onReply: async () => true,
      onEvent: resolve,
      waitSeconds: 0,
      requestTimeoutMs,
    }),
  );
  return { asked, firstEvent: promise };
}

describe('a queue that does not answer', () => {
  test('is given up at its time and asked again', async () => {
    const { firstEvent } = aSender({});
    expect(await firstEvent).toEqual({
      ...{ kind: 'delivery-failed', destination: 'law-1' },
      reason: 'queue-not-read',
    });
  });

  test('does not keep the gateway from stopping', async () => {
    const { asked } = aSender({}, 3_600_000);
    while (asked.length === 0) await realTime.sleep(1);
    await senders.pop()?.stop();
    expect(asked).toEqual(['ReceiveMessageCommand']);
  });

  test('is given up as well where it does not take back what failed', async () => {
    const Messages = [{ Body: '{}', ReceiptHandle: 'r' }];
    const { asked, firstEvent } = aSender({ ReceiveMessageCommand: { Messages } });
    expect(await firstEvent).toMatchObject({ reason: 'not-an-entry' });
    while (asked.length < 3) await realTime.sleep(5);
    expect(asked.slice(0, 3)).toEqual([
      'ReceiveMessageCommand',
      'ChangeMessageVisibilityCommand',
      'ReceiveMessageCommand',
    ]);
  });
});
