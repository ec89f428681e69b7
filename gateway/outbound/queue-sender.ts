import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ClaimCheck } from '../../lib/model/claim-check.ts';
import { MAX_ANSWER_CHARACTERS, type Receipt } from '../../lib/model/delivery.ts';
import { type OutboundEntry, outboundEntrySchema } from '../../lib/model/outbound.ts';
import type { OnEvent } from '../events.ts';
import type { Spool } from '../spool/spool.ts';
import { backoffMs, type Time, within } from '../time.ts';
import type { Attempt, MllpPeer } from './peer.ts';

export interface QueueSenderOptions {
  readonly destination: string;
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly peer: MllpPeer;
  /** Storage for refused messages. */
  readonly spool: Spool | undefined;
  /** Passes the other side's answer to the cloud. False if the cloud did not take it. */
  readonly onReply: (reply: Uint8Array) => Promise<boolean>;
  /**
   * Reports the outcome of a result to the cloud; replaces `spool` and `onReply`. A result is finished when
   * this resolves with true.
   */
  readonly onReceipt?: ((receipt: Receipt) => Promise<boolean>) | undefined;
  readonly onEvent: OnEvent;
  readonly time: Time;
  readonly waitSeconds?: number;
  readonly requestTimeoutMs?: number | undefined;
  /** Reads a message that was too long for the queue. */
  readonly fetchClaimCheck?: ((claim: ClaimCheck) => Promise<Uint8Array>) | undefined;
  /** Waits as the destination's rate limit requires. */
  readonly beforeEach?: (() => Promise<void>) | undefined;
  /** Seconds to wait after the nth failure. */
  readonly delaySeconds?: (attempt: number, random: number) => number;
}

const usualDelay = (attempt: number, random: number): number => Math.ceil(backoffMs(attempt, random) / 1000);

/** For a request to SQS besides the time that it waits for messages, and for a message in S3. */
const REQUEST_TIMEOUT_MS = 20_000;
const CLAIM_TIMEOUT_MS = 60_000;

/** SQS hides an entry for at most this long. */
const LONGEST_WAIT_SECONDS = 43_200;

/**
 * Takes messages from a destination's queue and sends them, in order within each group. An entry leaves the
 * queue when the other side has it and the cloud has the answer, or when it is parked.
 */
export class QueueSender {
  readonly #options: QueueSenderOptions;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;

  constructor(options: QueueSenderOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
    await this.#options.peer.close();
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#sendUnparked();
        const messages = await this.#receive();
        await this.#handle(messages);
        failures = 0;
      } catch {
        if (this.#stopping.signal.aborted) return;
        failures++;
        this.#report('delivery-failed', 'queue-not-read');
        await this.#options.time.sleep(
          backoffMs(failures, this.#options.time.random()),
          this.#stopping.signal,
        );
      }
    }
  }

  get #requestTimeoutMs(): number {
    return this.#options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  }

  async #receive(): Promise<readonly Message[]> {
    const { sqs, queueUrl, waitSeconds = 20 } = this.#options;
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['MessageGroupId', 'ApproximateReceiveCount'],
    });
    const { Messages = [] } = await within(
      waitSeconds * 1000 + this.#requestTimeoutMs,
      (abortSignal) => sqs.send(command, { abortSignal }),
      this.#stopping.signal,
    );
    return Messages;
  }

  async #handle(messages: readonly Message[]): Promise<void> {
    /**
     * Groups in which a message failed, with the seconds until its retry. Later messages of the group wait as
     * long.
     */
    const waiting = new Map<string | undefined, number>();
    for (const message of messages) {
      const group = message.Attributes?.MessageGroupId;
      const behind = waiting.get(group);
      if (behind !== undefined) {
        await this.#putOff(message, behind);
        continue;
      }
      const isOver = await this.#handOver(message);
      if (isOver) await this.#delete(message);
      else {
        const attempt = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
        const { delaySeconds = usualDelay, time } = this.#options;
        const seconds = delaySeconds(attempt, time.random());
        waiting.set(group, seconds);
        await this.#putOff(message, seconds);
      }
    }
  }

  /** False if the same message must be sent again. */
  async #handOver({ Body = '' }: Message): Promise<boolean> {
    const entry = outboundEntrySchema.safeParse(parseBody(Body));
    if (!entry.success) {
      // after its last try it moves to the dead-letter queue
      this.#report('delivery-failed', 'not-an-entry');
      return false;
    }
    const bytes = await this.#messageOf(entry.data);
    if (bytes === undefined) {
      this.#report('delivery-failed', 'claim-not-read');
      return false;
    }
    await this.#options.beforeEach?.();
    const delivery = await this.#options.peer.deliver(bytes);
    const { report } = entry.data;
    const { onReceipt } = this.#options;
    return onReceipt === undefined || report === undefined
      ? this.#settle(bytes, delivery)
      : this.#receipt(delivery, report, onReceipt);
  }

  /** Reads the message from the entry, or from S3 if it was too long for the queue. */
  async #messageOf({ message, claim }: OutboundEntry): Promise<Uint8Array | undefined> {
    if (message !== undefined) return Buffer.from(message, 'base64');
    const { fetchClaimCheck } = this.#options;
    if (claim === undefined || fetchClaimCheck === undefined) return undefined;
    return within(CLAIM_TIMEOUT_MS, () => fetchClaimCheck(claim)).catch(() => undefined);
  }

  async #receipt(
    delivery: Attempt,
    { key, version, redelivery }: NonNullable<OutboundEntry['report']>,
    onReceipt: (receipt: Receipt) => Promise<boolean>,
  ): Promise<boolean> {
    if (delivery.kind === 'failed') {
      this.#report('delivery-failed', delivery.reason);
      return false;
    }
    const named = { destination: this.#options.destination, reportKey: key, version, redelivery };
    const answer = Buffer.from(delivery.reply).toString('utf8').slice(0, MAX_ANSWER_CHARACTERS);
    const isHeard = await onReceipt(
      delivery.kind === 'delivered'
        ? { ...named, state: 'delivered' }
        : { ...named, state: 'parked', failure: { code: delivery.code, answer } },
    );
    if (!isHeard) return false;
    if (delivery.kind === 'delivered') this.#report('delivered');
    else this.#report('parked', delivery.code);
    return true;
  }

  async #settle(message: Uint8Array, delivery: Attempt): Promise<boolean> {
    const { spool, destination, onReply } = this.#options;
    if (delivery.kind === 'failed') {
      this.#report('delivery-failed', delivery.reason);
      return false;
    }
    const isKept = await onReply(delivery.reply);
    if (!isKept) return false;
    if (delivery.kind === 'delivered') {
      this.#report('delivered');
      return true;
    }
    // without a disk to park on, it stays in the queue and at last moves to the dead-letter queue
    if (spool === undefined) return false;
    spool.park({
      destination,
      message,
      answer: delivery.reply,
      reason: delivery.code,
      bytes: message.length,
    });
    this.#report('parked', delivery.code);
    return true;
  }

  /** Sends messages that a person released. They stay parked until they are finished. */
  async #sendUnparked(): Promise<void> {
    const { spool, destination, peer, onReply } = this.#options;
    for (const { seq, message } of spool?.unparked(destination) ?? []) {
      const delivery = await peer.deliver(message);
      if (delivery.kind === 'failed') {
        this.#report('delivery-failed', delivery.reason);
        continue;
      }
      if (!(await onReply(delivery.reply))) continue;
      if (delivery.kind === 'delivered') spool?.unparkedIsDone(seq);
      else spool?.parkAgain(seq);
      this.#report(delivery.kind === 'delivered' ? 'delivered' : 'parked');
    }
  }

  async #putOff({ ReceiptHandle }: Message, seconds: number): Promise<void> {
    const command = new ChangeMessageVisibilityCommand({
      QueueUrl: this.#options.queueUrl,
      ReceiptHandle,
      VisibilityTimeout: Math.min(seconds, LONGEST_WAIT_SECONDS),
    });
    await within(this.#requestTimeoutMs, (abortSignal) => this.#options.sqs.send(command, { abortSignal }));
  }

  async #delete({ ReceiptHandle }: Message): Promise<void> {
    const command = new DeleteMessageCommand({ QueueUrl: this.#options.queueUrl, ReceiptHandle });
    await within(this.#requestTimeoutMs, (abortSignal) => this.#options.sqs.send(command, { abortSignal }));
  }

  #report(kind: 'delivered' | 'delivery-failed' | 'parked', reason?: string): void {
    this.#options.onEvent({ kind, destination: this.#options.destination, reason });
  }
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
