import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { digestOf } from '../../model/identity.ts';
import type { OutboundEntry } from '../../model/outbound.ts';
import type { InboundEntry, InboundQueue } from '../../ports/inbound-queue.ts';
import type { OutboundMessage, OutboundQueue } from '../../ports/outbound-queue.ts';
import type { QueuedUpdate, UpdateQueue } from '../../ports/update-queue.ts';
import type { WorkEntry, WorkQueue } from '../../ports/work-queue.ts';
import { awsCall } from '../aws/aws-call.ts';
import { outboundObjectKey, updateObjectKey } from '../dynamodb/keys.ts';
import type { ClaimCheckStore } from '../s3/claim-check-store.ts';

/** What is longer goes to the bucket. */
const MAX_BODY_BYTES = 200 * 1024;

export class SqsInboundQueue implements InboundQueue {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async send({ group, cause, ...entry }: InboundEntry): Promise<void> {
    await awsCall('MessageNotQueued', () =>
      this.#client.send(
        new SendMessageCommand({
          QueueUrl: this.#url,
          MessageBody: JSON.stringify(entry),
          MessageGroupId: group,
          MessageDeduplicationId:
            cause === undefined ? entry.messageId : digestOf(`${entry.messageId} ${cause}`),
        }),
      ),
    );
  }
}

/** The queues of updates: docs/feed.md. */
export class SqsUpdateQueues implements UpdateQueue {
  readonly #client: SQSClient;
  readonly #urls: Readonly<Record<string, string>>;
  readonly #claims: ClaimCheckStore;

  /** `urls`: queue URL by destination id. */
  constructor(client: SQSClient, urls: Readonly<Record<string, string>>, claims: ClaimCheckStore) {
    this.#client = client;
    this.#urls = urls;
    this.#claims = claims;
  }

  async send(update: QueuedUpdate, group: string): Promise<void> {
    const url = this.#urls[update.destination];
    if (url === undefined) throw new Error('a destination without a queue');
    const { destination, reportKey, version, priority, reason, redelivery } = update;
    const body = await this.#bodyOf(update);
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    await awsCall('UpdateNotQueued', () =>
      this.#client.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageBody: body,
          MessageGroupId: group,
          MessageDeduplicationId: [reportKey, version, redelivery]
            .filter((part) => part !== undefined)
            .join('-'),
          // nothing of a patient: attributes are not encrypted
          MessageAttributes: {
            type: attribute(update.schema),
            destination: attribute(destination),
            priority: attribute(priority),
            reason: attribute(reason),
          },
        }),
      ),
    );
  }

  /** An update that is too long for the queue is a claim to an object (the claim check pattern). */
  async #bodyOf(update: QueuedUpdate): Promise<string> {
    const whole = queueJson(update);
    if (Buffer.byteLength(whole) <= MAX_BODY_BYTES) return whole;
    const { content, ...head } = update;
    const bytes = Buffer.from(JSON.stringify(content));
    const claim = await this.#claims.put((sha256) => updateObjectKey(update, sha256), bytes);
    return queueJson({ ...head, claim });
  }
}

/** JSON without the two characters that it may hold and SQS refuses. */
const queueJson = (value: object): string =>
  JSON.stringify(value).replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');

/** Messages for whom the gateway reaches: it takes them from here. */
export class SqsOutboundQueue implements OutboundQueue {
  readonly #client: SQSClient;
  readonly #url: string;
  readonly #claims: ClaimCheckStore | undefined;

  /** `claims`: where messages go that are too long for the queue. */
  constructor(client: SQSClient, url: string, claims?: ClaimCheckStore) {
    this.#client = client;
    this.#url = url;
    this.#claims = claims;
  }

  async send(
    message: OutboundMessage,
    order: { readonly group: string; readonly id: string },
  ): Promise<void> {
    const body = await this.#bodyOf(message);
    await awsCall('MessageNotQueued', () =>
      this.#client.send(
        new SendMessageCommand({
          QueueUrl: this.#url,
          MessageBody: body,
          MessageGroupId: order.group,
          MessageDeduplicationId: order.id,
        }),
      ),
    );
  }

  async #bodyOf({ destination, message, report }: OutboundMessage): Promise<string> {
    const head = { schema: 'labwire.outbound.v1' as const, destination, report };
    const entry: OutboundEntry = { ...head, message: Buffer.from(message).toString('base64') };
    const whole = JSON.stringify(entry);
    if (this.#claims === undefined || whole.length <= MAX_BODY_BYTES) return whole;
    const claim = await this.#claims.put((sha256) => outboundObjectKey(destination, sha256), message);
    const claimed: OutboundEntry = { ...head, claim };
    return JSON.stringify(claimed);
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
    await new SqsOutboundQueue(this.#client, url).send({ destination: source, message }, { group, id });
  }
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
