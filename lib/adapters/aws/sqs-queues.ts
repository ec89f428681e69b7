import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { OutboundEntry } from '../../model/outbound.ts';
import type { Update } from '../../model/update.ts';
import type { InboundEntry, InboundQueue } from '../../ports/inbound-queue.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';
import type { WorkEntry, WorkQueue } from '../../ports/work-queue.ts';
import { awsCall } from './aws-call.ts';

/** A longer update is sent without its content; the reader takes that from the table. */
const MAX_BODY_BYTES = 200 * 1024;

export const inboundEntrySchema = z.object({
  messageId: z.string(),
  lookups: z.object({ aliases: z.array(z.string()), patients: z.array(z.string()) }).optional(),
  isAgain: z.boolean().optional(),
});

/** What a log may say of an entry. */
export const inboundIdsSchema = inboundEntrySchema.pick({ messageId: true });

/** The body of an entry; undefined where it is not JSON, for a schema to refuse. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

export class SqsInboundQueue implements InboundQueue {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async send({ group, ...entry }: InboundEntry): Promise<void> {
    await awsCall('MessageNotQueued', () =>
      this.#client.send(
        new SendMessageCommand({
          QueueUrl: this.#url,
          MessageBody: JSON.stringify(entry),
          MessageGroupId: group,
          MessageDeduplicationId: entry.messageId,
        }),
      ),
    );
  }
}

export class SqsUpdateQueues implements UpdateQueue {
  readonly #client: SQSClient;
  readonly #urls: Readonly<Record<string, string>>;

  /** `urls`: queue URL by destination id. */
  constructor(client: SQSClient, urls: Readonly<Record<string, string>>) {
    this.#client = client;
    this.#urls = urls;
  }

  async send(update: Update, group: string): Promise<void> {
    const url = this.#urls[update.destination];
    if (url === undefined) throw new Error('a destination without a queue');
    await awsCall('UpdateNotQueued', () =>
      this.#client.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageBody: bodyOf(update),
          MessageGroupId: group,
          MessageDeduplicationId: `${update.reportKey}-${update.version}`,
        }),
      ),
    );
  }
}

/** Work for instruments, one queue for each; the gateway takes it from there. */
export class SqsWorkQueues implements WorkQueue {
  readonly #client: SQSClient;
  readonly #urls: Readonly<Record<string, string>>;

  /** `urls`: queue URL by source id. */
  constructor(client: SQSClient, urls: Readonly<Record<string, string>>) {
    this.#client = client;
    this.#urls = urls;
  }

  async send({ source, message, group, id }: WorkEntry): Promise<void> {
    const url = this.#urls[source];
    if (url === undefined) throw new Error('an instrument without a queue');
    const entry: OutboundEntry = {
      schema: 'labwire.outbound.v1',
      destination: source,
      message: Buffer.from(message).toString('base64'),
    };
    await awsCall('WorkNotQueued', () =>
      this.#client.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageBody: JSON.stringify(entry),
          MessageGroupId: group,
          MessageDeduplicationId: id,
        }),
      ),
    );
  }
}

function bodyOf(update: Update): string {
  // characters that JSON may hold and SQS refuses
  const whole = JSON.stringify(update).replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');
  if (Buffer.byteLength(whole) <= MAX_BODY_BYTES) return whole;
  const { content: _, ...claim } = update;
  return JSON.stringify(claim);
}

/** Puts one received entry off; it stays at the head of its group. */
export async function postpone(
  client: SQSClient,
  entry: { readonly queueUrl: string; readonly receiptHandle: string; readonly seconds: number },
): Promise<void> {
  await awsCall('UpdateNotPostponed', () =>
    client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: entry.queueUrl,
        ReceiptHandle: entry.receiptHandle,
        VisibilityTimeout: entry.seconds,
      }),
    ),
  );
}
