import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQS } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { PayloadStore } from '../../../../lib/adapters/s3/payload-store.ts';
import { startAwsEndpoint } from '../../../../local/aws/endpoint.ts';

test('an object that the emulator cannot take is too long at once, and no fault of the line', async () => {
  const endpoint = await startAwsEndpoint();
  const payloads = new PayloadStore('bucket', {
    endpoint: endpoint.url,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  // deflate finds nothing that repeats
  const long = Buffer.from(crypto.getRandomValues(new Uint8Array(65_536)));
  const content = Buffer.concat(
    Array.from({ length: 180 }, (_, at) => Buffer.from(long.map((byte) => byte ^ (at * 37)))),
  );
  await expect(payloads.write('key', content)).rejects.toMatchObject({
    code: 'TooLong',
    disposition: 'permanent',
  });
  await endpoint.stop();
});

test('an entry that was only looked at is there again, in a data folder, too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'labwire-queues-'));
  const endpoint = await startAwsEndpoint(folder);
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const sqs = new SQS({ endpoint: endpoint.url, region: 'eu-central-1', credentials });
  const { QueueUrl } = await sqs.createQueue({
    QueueName: 'letters.fifo',
    Attributes: { FifoQueue: 'true' },
  });
  await sqs.sendMessage({ QueueUrl, MessageBody: 'a', MessageGroupId: 'g', MessageDeduplicationId: 'a' });
  const { Messages: [seen] = [] } = await sqs.receiveMessage({ QueueUrl, VisibilityTimeout: 120 });
  await sqs.changeMessageVisibility({
    ...{ QueueUrl, VisibilityTimeout: 0 },
    ReceiptHandle: seen?.ReceiptHandle,
  });
  const { Messages: [again] = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 });
  expect(again?.Body).toBe('a');
  sqs.destroy();
  await endpoint.stop();
  rmSync(folder, { recursive: true });
});
