import type { ExportStep } from '../../model/export-job.ts';
import { digestOf } from '../../model/identity.ts';
import type { OutboundEntry } from '../../model/outbound.ts';
import type { Notification } from '../../model/subscription.ts';
import type { ExportQueue } from '../../ports/export-queue.ts';
import type { InboundEntry, InboundQueue } from '../../ports/inbound-queue.ts';
import type { NotificationQueue } from '../../ports/notification-queue.ts';
import type { OutboundMessage, OutboundQueue } from '../../ports/outbound-queue.ts';
import type { QueuedUpdate, UpdateQueue } from '../../ports/update-queue.ts';
import type { WorkEntry, WorkQueue } from '../../ports/work-queue.ts';
import { awsCall } from '../aws/aws-call.ts';
import { outboundObjectKey, updateObjectKey } from '../dynamodb/keys.ts';
import type { ClaimCheckStore } from '../s3/claim-check-store.ts';
import type { SqsRequests } from './sqs-requests.ts';

/** Longer content is stored in the bucket. */
const MAX_BODY_BYTES = 200 * 1024;

export class SqsInboundQueue implements InboundQueue {
  readonly #sqs: SqsRequests;
  readonly #url: string;

  constructor(sqs: SqsRequests, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  async send({ group, cause, ...entry }: InboundEntry): Promise<void> {
    await awsCall('MessageNotQueued', () =>
      this.#sqs.sendMessage({
        QueueUrl: this.#url,
        MessageBody: JSON.stringify(entry),
        MessageGroupId: group,
        MessageDeduplicationId:
          cause === undefined ? entry.messageId : digestOf(`${entry.messageId} ${cause}`),
      }),
    );
  }
}

/** The queues of updates: docs/feed.md. */
export class SqsUpdateQueues implements UpdateQueue {
  readonly #sqs: SqsRequests;
  readonly #urls: ReadonlyMap<string, string>;
  readonly #claims: ClaimCheckStore;

  /** `urls`: queue URL by destination id. */
  constructor(sqs: SqsRequests, urls: Readonly<Record<string, string>>, claims: ClaimCheckStore) {
    this.#sqs = sqs;
    this.#urls = new Map(Object.entries(urls));
    this.#claims = claims;
  }

  async send(update: QueuedUpdate, group: string): Promise<void> {
    const url = this.#urls.get(update.destination);
    if (url === undefined) throw new Error('a destination without a queue');
    const { destination, reportKey, version, priority, reason, redelivery } = update;
    const body = await this.#bodyOf(update);
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    await awsCall('UpdateNotQueued', () =>
      this.#sqs.sendMessage({
        QueueUrl: url,
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: [reportKey, version, redelivery]
          .filter((part) => part !== undefined)
          .join('-'),
        // no patient data, because attributes are not encrypted
        MessageAttributes: {
          type: attribute(update.schema),
          destination: attribute(destination),
          priority: attribute(priority),
          reason: attribute(reason),
        },
      }),
    );
  }

  /** The body of an update. If it is too long for the queue, it has a claim check. */
  async #bodyOf(update: QueuedUpdate): Promise<string> {
    const whole = queueJson(update);
    if (Buffer.byteLength(whole) <= MAX_BODY_BYTES) return whole;
    const { content, ...head } = update;
    const bytes = Buffer.from(JSON.stringify(content));
    const claim = await this.#claims.put((sha256) => updateObjectKey(update, sha256), bytes);
    return queueJson({ ...head, claim });
  }
}

/** JSON without the two characters that JSON allows and SQS refuses. */
const queueJson = (value: object): string =>
  JSON.stringify(value).replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');

/** The queue of messages that the gateway sends. */
export class SqsOutboundQueue implements OutboundQueue {
  readonly #sqs: SqsRequests;
  readonly #url: string;
  readonly #claims: ClaimCheckStore | undefined;

  /** `claims` stores messages that are too long for the queue. */
  constructor(sqs: SqsRequests, url: string, claims?: ClaimCheckStore) {
    this.#sqs = sqs;
    this.#url = url;
    this.#claims = claims;
  }

  async send(
    message: OutboundMessage,
    order: { readonly group: string; readonly id: string },
  ): Promise<void> {
    const body = await this.#bodyOf(message);
    await awsCall('MessageNotQueued', () =>
      this.#sqs.sendMessage({
        QueueUrl: this.#url,
        MessageBody: body,
        MessageGroupId: order.group,
        MessageDeduplicationId: order.id,
      }),
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

/** The queue of notifications for subscribers. */
export class SqsNotificationQueue implements NotificationQueue {
  readonly #sqs: SqsRequests;
  readonly #url: string;

  constructor(sqs: SqsRequests, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  async send(notification: Notification): Promise<void> {
    const { subscription, event } = notification;
    await awsCall('NotificationNotQueued', () =>
      this.#sqs.sendMessage({
        QueueUrl: this.#url,
        MessageBody: JSON.stringify(notification),
        MessageGroupId: subscription,
        MessageDeduplicationId: `${subscription}-${event.number}`,
      }),
    );
  }
}

/** The queue of steps of exports. */
export class SqsExportQueue implements ExportQueue {
  readonly #sqs: SqsRequests;
  readonly #url: string;

  constructor(sqs: SqsRequests, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  async send(step: ExportStep): Promise<void> {
    await awsCall('ExportNotQueued', () =>
      this.#sqs.sendMessage({
        QueueUrl: this.#url,
        MessageBody: JSON.stringify(step),
        MessageGroupId: step.job,
        MessageDeduplicationId: `${step.job}-${step.step}`,
      }),
    );
  }
}

/** Queues of work for instruments, one for each. The gateway reads them. */
export class SqsWorkQueues implements WorkQueue {
  readonly #sqs: SqsRequests;
  readonly #urls: ReadonlyMap<string, string>;

  /** `urls`: queue URL by source id. */
  constructor(sqs: SqsRequests, urls: Readonly<Record<string, string>>) {
    this.#sqs = sqs;
    this.#urls = new Map(Object.entries(urls));
  }

  async send({ source, message, group, id }: WorkEntry): Promise<void> {
    const url = this.#urls.get(source);
    if (url === undefined) throw new Error('an instrument without a queue');
    await new SqsOutboundQueue(this.#sqs, url).send({ destination: source, message }, { group, id });
  }
}

/** Hides one received entry for a time. It stays at the head of its group. */
export async function postpone(
  sqs: SqsRequests,
  entry: { readonly queueUrl: string; readonly receiptHandle: string; readonly seconds: number },
): Promise<void> {
  await awsCall('UpdateNotPostponed', () =>
    sqs.changeMessageVisibility({
      QueueUrl: entry.queueUrl,
      ReceiptHandle: entry.receiptHandle,
      VisibilityTimeout: entry.seconds,
    }),
  );
}
