import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { encodeFrame, FrameDecoder } from '@labwire/hl7/mllp/frame';
import type { GatewayEvent } from '../../gateway/events.ts';
import { MllpPeer } from '../../gateway/outbound/peer.ts';
import { QueueSender } from '../../gateway/outbound/queue-sender.ts';
import { Spool } from '../../gateway/spool/spool.ts';
import { realTime } from '../../gateway/time.ts';
import { bundledSqs } from '../../lib/adapters/sqs/bundled-sqs.ts';
import { SqsWorkQueues } from '../../lib/adapters/sqs/sqs-queues.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import { peerSchema } from '../../lib/shared/peer.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../local/aws/endpoint.ts';
import { unique } from '../support/cloud.ts';
import { controlIdOf, seal } from '../support/gateway.ts';
import { anOru } from '../support/messages.ts';

let aws: AwsEndpoint;
let sqs: SQSClient;
beforeAll(async () => {
  aws = await startAwsEndpoint(undefined);
  sqs = new SQSClient({
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(async () => {
  sqs.destroy();
  await aws.stop();
});

let directory: string;
let spool: Spool;
let queueUrl: string;
let queue: SqsWorkQueues;
let analyzer: Server;
let sender: QueueSender;
const got: string[] = [];
const events: GatewayEvent[] = [];
const replies: string[] = [];
let answers: (id: string, time: number) => string | undefined = () => 'AA';

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'labwire-work-'));
  for (const list of [got, events, replies]) list.length = 0;
  answers = () => 'AA';
  spool = new Spool({
    ...{ directory, seal, maxBytes: 1e7, maxAgeMs: 1e9, keepMs: 1e9 },
    clock: systemClock,
  });
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: `work-${unique()}.fifo`, Attributes: { FifoQueue: 'true' } }),
  );
  queueUrl = QueueUrl;
  queue = new SqsWorkQueues(bundledSqs(sqs), { 'law-1': QueueUrl });
  analyzer = createServer((socket) => {
    const decoder = new FrameDecoder({ maxBytes: 1e6 });
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const frame of decoder.push(chunk)) {
        if (frame.kind !== 'message') continue;
        const id = controlIdOf(frame.bytes);
        const code = answers(id, got.filter((one) => one === id).length);
        got.push(id);
        if (code !== undefined) socket.write(encodeFrame(Buffer.from(`MSH|^~\\&|A\rMSA|${code}|${id}\r`)));
      }
    });
  });
  await new Promise<void>((resolve) => analyzer.listen(0, '127.0.0.1', resolve));
  const address = analyzer.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  sender = new QueueSender({
    ...{ destination: 'law-1', sqs, queueUrl, spool },
    peer: new MllpPeer(peerSchema.parse({ host: '127.0.0.1', port, timeoutSeconds: 0.3 })),
    onReply: async (reply) => {
      replies.push(/MSA\|(\w\w)\|/.exec(Buffer.from(reply).toString())?.[1] ?? '');
      return true;
    },
    onEvent: (event) => events.push(event),
    // waits of a second are the shortest that the queue knows
    time: { ...realTime, random: () => 0, sleep: async () => undefined },
    waitSeconds: 1,
  });
});
afterEach(async () => {
  await sender.stop();
  spool.close();
  analyzer.close();
  rmSync(directory, { recursive: true, force: true });
});

const put = (id: string, group: string) =>
  queue.send({ source: 'law-1', message: anOru({ header: { 10: id } }), group, id });

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const isEmpty = async (): Promise<boolean> => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes ?? {}).every((count) => count === '0');
};

test('work is handed over in the order of its specimen, and leaves the queue when its answer is kept', async () => {
  for (const id of ['A1', 'A2', 'A3']) await put(id, 'a');
  await put('B1', 'b');
  await until(isEmpty);
  expect(got.filter((id) => id.startsWith('A'))).toEqual(['A1', 'A2', 'A3']);
  expect(got).toHaveLength(4);
  expect(replies).toEqual(['AA', 'AA', 'AA', 'AA']);
});

test('AE and silence are the same message again, and hold back the rest of their specimen alone', async () => {
  answers = (id, time) => (id === 'A1' && time === 0 ? 'AE' : id === 'B1' && time === 0 ? undefined : 'AA');
  for (const id of ['A1', 'A2']) await put(id, 'a');
  for (const id of ['B1', 'C1']) await put(id, id);
  await until(isEmpty);
  expect(got.filter((id) => id.startsWith('A'))).toEqual(['A1', 'A1', 'A2']);
  expect(got.filter((id) => id === 'B1')).toHaveLength(2);
  expect(got.indexOf('C1')).toBeLessThan(got.lastIndexOf('A1'));
});

test('AR is parked with its answer, holds nobody up, and goes again when a person says so', async () => {
  answers = (id, time) => (id === 'A1' && time === 0 ? 'AR' : 'AA');
  for (const id of ['A1', 'A2']) await put(id, 'a');
  await until(isEmpty);
  expect(got).toEqual(['A1', 'A2']);
  expect(replies).toEqual(['AR', 'AA']);
  expect(spool.parked()).toMatchObject([{ destination: 'law-1', reason: 'AR' }]);
  expect(events).toContainEqual({ kind: 'parked', destination: 'law-1', reason: 'AR' });
  expect(spool.unpark(1)).toBe(true);
  await until(() => got.length === 3);
  expect(got[2]).toBe('A1');
  await until(() => spool.parked().length === 0 && replies.length === 3);
});
