// Reads the queue of a destination and files each update in a chart. `--once`: stops when the queue is empty.
// The SDK takes the region, the credentials and AWS_ENDPOINT_URL from the environment.
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Chart, type Content, type Update } from './chart.ts';

const { values: options } = parseArgs({
  options: { queue: { type: 'string' }, chart: { type: 'string' }, once: { type: 'boolean' } },
});
const QueueUrl = options.queue ?? process.env['QUEUE_URL'];
const COMES_AGAIN_AFTER_S = 30;
const sqs = new SQSClient({});
const s3 = new S3Client({});
const chart = new Chart(options.chart ?? 'chart.db');

/** Why an entry is not filed, in words without patient data. */
class NotFiled extends Error {}

async function contentOf(update: Update): Promise<Content> {
  if (update.content) return update.content;
  if (!update.claim) throw new NotFiled('neither content nor claim');
  const { bucket: Bucket, key: Key, sha256 } = update.claim;
  const object = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const bytes = await object.Body?.transformToByteArray();
  if (!bytes || createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new NotFiled('the content is not the one of the claim');
  return JSON.parse(new TextDecoder().decode(bytes));
}

async function file(body: string): Promise<string> {
  const update: Update = JSON.parse(body);
  if (update.schema !== 'labwire.report.v1') throw new NotFiled('another format');
  return chart.file(update, await contentOf(update));
}

/** Files the entries in order. After a failure, the later entries of the same group stay in the queue, too. */
async function fileAll(messages: readonly Message[]): Promise<void> {
  const failed = new Set<string | undefined>();
  for (const { MessageId, ReceiptHandle, Body = '', Attributes } of messages) {
    const group = Attributes?.MessageGroupId;
    try {
      if (failed.has(group)) throw new NotFiled('an earlier entry of its group stays');
      const outcome = await file(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })); // only now: the chart is written
      console.log(`${MessageId} ${outcome}`);
    } catch (error) {
      failed.add(group);
      // No text of the update here: logs hold no patient data.
      console.error(
        `${MessageId} stays in the queue: ${error instanceof NotFiled ? error.message : (error as Error).name}`,
      );
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle,
          VisibilityTimeout: COMES_AGAIN_AFTER_S,
        }),
      );
    }
  }
}

let stopping = false;
process.once('SIGTERM', () => (stopping = true)).once('SIGINT', () => (stopping = true));
while (!stopping) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: options.once ? 1 : 20, // long polling
      MessageSystemAttributeNames: ['MessageGroupId'],
    }),
  );
  if (options.once && Messages.length === 0) break;
  await fileAll(Messages);
}
chart.close();
