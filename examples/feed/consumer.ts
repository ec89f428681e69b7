/**
 * Reads a feed of Labwire (docs/feed.md) with the plain AWS SDK and prints a line for each newer version.
 *
 * QUEUE_URL=… node examples/feed/consumer.ts [--once]
 */
import { createHash } from 'node:crypto';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const QueueUrl = process.env['QUEUE_URL'];
const isOnce = process.argv.includes('--once');
const sqs = new SQSClient();
const s3 = new S3Client({ forcePathStyle: true });

/** The newest known version of each report. An EHR keeps this in its database, next to the filed report. */
const newest = new Map<string, number>();

for (;;) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: isOnce ? 1 : 20 }),
  );
  if (Messages.length === 0 && isOnce) break;
  for (const { Body = '', ReceiptHandle } of Messages) {
    const update = JSON.parse(Body);
    if (update.schema !== 'labwire.report.v1') throw new Error(`an unknown schema: ${update.schema}`);
    // the same update may arrive twice; a version that is not newer is skipped, unless somebody asked for it again
    const known = newest.get(update.reportKey) ?? 0;
    if (update.version > known || (update.version === known && update.redelivery !== undefined)) {
      const { report } = update.content ?? (await fetchContent(update.claim));
      file(update, report);
      newest.set(update.reportKey, update.version);
    }
    // deleted only after filing: an update that was not filed comes again
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}

/** Reads content that was too long for the queue from S3. */
async function fetchContent(claim: { bucket: string; key: string; sha256: string }) {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: claim.bucket, Key: claim.key }));
  const bytes = await Body?.transformToByteArray();
  if (bytes === undefined || createHash('sha256').update(bytes).digest('hex') !== claim.sha256)
    throw new Error(`the object ${claim.key} is not what the update says`);
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

/** Here an EHR replaces the earlier version of the report. */
function file(
  update: { reportKey: string; version: number; reason: string },
  report: { observations: object[] },
): void {
  const { reportKey, version, reason } = update;
  console.log(JSON.stringify({ reportKey, version, reason, observations: report.observations.length }));
}
