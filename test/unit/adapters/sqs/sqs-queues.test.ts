import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ClaimCheckStore } from '../../../../lib/adapters/s3/claim-check-store.ts';
import { bundledSqs } from '../../../../lib/adapters/sqs/bundled-sqs.ts';
import {
  postpone,
  SqsInboundQueue,
  SqsOutboundQueue,
  SqsUpdateQueues,
  SqsWorkQueues,
} from '../../../../lib/adapters/sqs/sqs-queues.ts';
import { outboundEntrySchema } from '../../../../lib/model/outbound.ts';
import { updateSchema } from '../../../../lib/model/update.ts';
import type { QueuedUpdate } from '../../../../lib/ports/update-queue.ts';
import { anHttpServer, stopHttpServers } from '../../../support/http-servers.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';

interface Sent {
  readonly QueueUrl: string;
  readonly MessageBody: string;
  readonly MessageGroupId: string;
  readonly MessageDeduplicationId: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue: string }>>;
}

/** SQS as far as these queues ask it, and a bucket for what is too long. */
function aCloud(failure?: Error) {
  const sent: Sent[] = [];
  const objects = new Map<string, Uint8Array>();
  const client = bundledSqs({
    send: async ({ input }: { readonly input: Sent }) => {
      if (failure !== undefined) throw failure;
      sent.push(input);
    },
  } as unknown as SQSClient);
  const claims = {
    put: async (keyOf: (sha256: string) => string, bytes: Uint8Array) => {
      const sha256 = 'ab'.repeat(32);
      objects.set(keyOf(sha256), bytes);
      return { bucket: 'b', key: keyOf(sha256), sha256, bytes: bytes.length };
    },
  } as unknown as ClaimCheckStore;
  return { sent, objects, client, claims };
}

const anUpdate = (value = '93', overrides: Partial<QueuedUpdate> = {}): QueuedUpdate => ({
  schema: 'labwire.report.v1',
  destination: 'ehr',
  reportKey: 'r1',
  version: 2,
  reason: 'corrected',
  priority: 'stat',
  messageId: 'm1',
  content: asVersion(reportOf(anOru({ results: [{ 2: 'TX', 5: value }] }))),
  ...overrides,
});

describe('an answer of a proxy', () => {
  afterEach(stopHttpServers);

  test.each([
    ['text/html', '<h1>Sign in</h1>'],
    ['text/html', ''],
    ['application/x-amz-json-1.0', '{}'],
    ['application/x-amz-json-1.0', '{"MessageId":"1"}'],
  ])('of type %s with status 200 queues nothing: %j', async (type, body) => {
    const { url } = await anHttpServer((_, response) =>
      response.writeHead(200, { 'content-type': type }).end(body),
    );
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
    const sqs = new SQSClient({ endpoint: url, region: 'eu-central-1', credentials, maxAttempts: 1 });
    await expect(
      new SqsInboundQueue(bundledSqs(sqs), `${url}/q`).send({ messageId: 'm1', group: 'g1' }),
    ).rejects.toMatchObject({ code: 'MessageNotQueued', disposition: 'transient' });
    sqs.destroy();
  });
});

describe('a received message', () => {
  test('waits in its group as ids alone, once', async () => {
    const { client, sent } = aCloud();
    await new SqsInboundQueue(client, 'inbound').send({ messageId: 'm1', group: 'g1' });
    expect(sent).toEqual([
      {
        QueueUrl: 'inbound',
        MessageBody: '{"messageId":"m1"}',
        MessageGroupId: 'g1',
        MessageDeduplicationId: 'm1',
      },
    ]);
  });

  test('waits once more for each other cause', async () => {
    const { client, sent } = aCloud();
    const queue = new SqsInboundQueue(client, 'inbound');
    for (const cause of [undefined, 'link 1', 'link 1', 'link 2'])
      await queue.send({ messageId: 'm1', group: 'g1', occasion: 'awaited', cause });
    const [first, one, again, other] = sent.map(({ MessageDeduplicationId: id }) => id);
    expect(one).toBe(again);
    expect(new Set([first, one, other]).size).toBe(3);
    expect(sent.every(({ MessageBody }) => !MessageBody.includes('link'))).toBe(true);
  });
});

describe('an update', () => {
  test('is an entry of its destination, in its group', async () => {
    const { client, claims, sent, objects } = aCloud();
    await new SqsUpdateQueues(client, { ehr: 'ehr-url' }, claims).send(anUpdate(), 'p1');
    expect(sent).toMatchObject([
      { QueueUrl: 'ehr-url', MessageGroupId: 'p1', MessageDeduplicationId: 'r1-2' },
    ]);
    expect(updateSchema.parse(JSON.parse(sent[0]?.MessageBody ?? ''))).toMatchObject({
      reportKey: 'r1',
      content: { report: { observations: [{ values: [{ text: '93' }] }] } },
    });
    expect(objects.size).toBe(0);
  });

  test('has nothing of a patient in its attributes, which are not encrypted', async () => {
    const { client, claims, sent } = aCloud();
    await new SqsUpdateQueues(client, { ehr: 'ehr-url' }, claims).send(anUpdate(), 'p1');
    expect(
      Object.entries(sent[0]?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
    ).toEqual([
      ['type', 'labwire.report.v1'],
      ['destination', 'ehr'],
      ['priority', 'stat'],
      ['reason', 'corrected'],
    ]);
  });

  test('that a person asks for once more is another entry', async () => {
    const { client, claims, sent } = aCloud();
    await new SqsUpdateQueues(client, { ehr: 'u' }, claims).send(anUpdate('93', { redelivery: 'w1' }), 'p1');
    expect(sent[0]?.MessageDeduplicationId).toBe('r1-2-w1');
  });

  test('that is too long for the queue is a claim to its whole content', async () => {
    const { client, claims, sent, objects } = aCloud();
    const update = anUpdate('é'.repeat(60 * 1024));
    await new SqsUpdateQueues(client, { ehr: 'ehr-url' }, claims).send(update, 'p1');
    const body = JSON.parse(sent[0]?.MessageBody ?? '');
    expect(body).not.toHaveProperty('content');
    const key = 'updates/ehr/r1/2-abababababababab.json';
    expect(updateSchema.parse(body)).toMatchObject({ reportKey: 'r1', claim: { bucket: 'b', key } });
    expect(JSON.parse(Buffer.from(objects.get(key) ?? []).toString())).toEqual(
      JSON.parse(JSON.stringify(update.content)),
    );
  });

  test('keeps the two characters that SQS refuses, in a spelling that it takes', async () => {
    const { client, claims, sent } = aCloud();
    await new SqsUpdateQueues(client, { ehr: 'ehr-url' }, claims).send(anUpdate('a\ufffeb\uffffc'), 'p1');
    const body = sent[0]?.MessageBody ?? '';
    expect(body).not.toMatch(/[\ufffe\uffff]/);
    expect(JSON.parse(body).content.report.observations[0].values).toMatchObject([
      { text: 'a\ufffeb\uffffc' },
    ]);
  });

  test('for a destination without a queue is a fault of the code', async () => {
    const { client, claims, sent } = aCloud();
    await expect(
      new SqsUpdateQueues(client, {}, claims).send(anUpdate('93', { destination: 'gone' }), 'p1'),
    ).rejects.toThrow('a destination without a queue');
    expect(sent).toEqual([]);
  });
});

describe('a message for the gateway', () => {
  const bytes = Buffer.from([0x0b, 0xff, 0x00]);

  test('is carried byte by byte', async () => {
    const { client, sent } = aCloud();
    const order = { group: 'p1', id: 'r1-2' };
    await new SqsOutboundQueue(client, 'out').send({ destination: 'ehr', message: bytes }, order);
    expect(sent).toMatchObject([{ QueueUrl: 'out', MessageGroupId: 'p1', MessageDeduplicationId: 'r1-2' }]);
    const { message } = outboundEntrySchema.parse(JSON.parse(sent[0]?.MessageBody ?? ''));
    expect(Buffer.from(message ?? '', 'base64')).toEqual(bytes);
  });

  test('that is too long is a claim to its bytes', async () => {
    const { client, claims, sent, objects } = aCloud();
    const message = Buffer.alloc(160 * 1024, 'x');
    await new SqsOutboundQueue(client, 'out', claims).send(
      { destination: 'ehr', message },
      { group: 'p1', id: 'i' },
    );
    const entry = outboundEntrySchema.parse(JSON.parse(sent[0]?.MessageBody ?? ''));
    expect(entry).not.toHaveProperty('message');
    expect(objects.get(entry.claim?.key ?? '')).toBe(message);
  });

  test('that is work goes to the queue of its instrument', async () => {
    const { client, sent } = aCloud();
    const work = { source: 'chemistry', message: bytes, group: 'tube', id: 'w1' };
    await new SqsWorkQueues(client, { chemistry: 'chemistry-url' }).send(work);
    expect(sent).toMatchObject([
      { QueueUrl: 'chemistry-url', MessageGroupId: 'tube', MessageDeduplicationId: 'w1' },
    ]);
    await expect(new SqsWorkQueues(client, {}).send(work)).rejects.toThrow('an instrument without a queue');
  });
});

test('an entry is put off by its handle', async () => {
  const { client, sent } = aCloud();
  await postpone(client, { queueUrl: 'u', receiptHandle: 'h', seconds: 30 });
  expect(sent).toEqual([{ QueueUrl: 'u', ReceiptHandle: 'h', VisibilityTimeout: 30 }]);
});

test.each<[string, string, (cloud: ReturnType<typeof aCloud>) => Promise<void>]>([
  [
    'a message',
    'MessageNotQueued',
    ({ client }) => new SqsInboundQueue(client, 'u').send({ messageId: 'm', group: 'g' }),
  ],
  [
    'an update',
    'UpdateNotQueued',
    ({ client, claims }) => new SqsUpdateQueues(client, { ehr: 'u' }, claims).send(anUpdate(), 'p'),
  ],
  [
    'a delay',
    'UpdateNotPostponed',
    ({ client }) => postpone(client, { queueUrl: 'u', receiptHandle: 'h', seconds: 1 }),
  ],
])('%s that SQS did not take is told as %s, to be tried again', async (_, code, send) => {
  await expect(send(aCloud(new Error('socket hang up')))).rejects.toMatchObject({
    code,
    disposition: 'transient',
  });
});
