import type { SQSBatchResponse, SQSEvent, SQSHandler, SQSRecord } from 'aws-lambda';
import type { SqsRequests } from '../../lib/adapters/sqs/sqs-requests.ts';

interface Entry {
  readonly record: SQSRecord;
  visibleAt: number;
  receives: number;
}

/**
 * An SQS FIFO queue with its event source mapping, in time that a test moves second by second: order in
 * groups, one batch per group in flight, visibility, receive counts, the dead-letter queue. For outages of
 * days, which cannot be run on an emulator.
 */
export class VirtualQueue {
  readonly deadLetters: SQSRecord[] = [];
  /** Seconds since the start. */
  now = 0;
  invocations = 0;
  readonly #groups = new Map<string, Entry[]>();
  readonly #wakeups = new Map<number, Set<string>>();
  readonly #byHandle = new Map<string, Entry>();
  readonly #maxReceiveCount: number;
  #sent = 0;
  #waiting = 0;

  constructor(maxReceiveCount: number) {
    this.#maxReceiveCount = maxReceiveCount;
  }

  readonly clock = (): Date => new Date(Date.UTC(2026, 2, 2) + this.now * 1000);

  /** The only part of SQS that a handler uses. */
  get client(): SqsRequests {
    return {
      changeMessageVisibility: async ({ ReceiptHandle = '', VisibilityTimeout = 0 }) => {
        const entry = this.#byHandle.get(ReceiptHandle);
        if (entry !== undefined) entry.visibleAt = this.now + VisibilityTimeout;
      },
    } satisfies Partial<SqsRequests> as unknown as SqsRequests;
  }

  get waiting(): number {
    return this.#waiting;
  }

  send(body: object, group: string, attributes: Readonly<Record<string, string>> = {}): void {
    const messageId = String(++this.#sent);
    const record = {
      messageId,
      receiptHandle: messageId,
      body: JSON.stringify(body),
      attributes: { MessageGroupId: group, ApproximateReceiveCount: '0' },
      messageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
      ),
    } as unknown as SQSRecord;
    const entry = { record, visibleAt: this.now, receives: 0 };
    const entries = this.#groups.get(group) ?? [];
    entries.push(entry);
    this.#groups.set(group, entries);
    this.#byHandle.set(messageId, entry);
    this.#waiting++;
    if (entries.length === 1) this.#wake(group, this.now);
  }

  /** Passes the entries visible in this second to the handlers in turn, then moves on one second. */
  async tick(handlers: readonly SQSHandler[]): Promise<void> {
    for (;;) {
      const groups = this.#wakeups.get(this.now);
      if (groups === undefined || groups.size === 0) break;
      const batch: Entry[] = [];
      const taken: string[] = [];
      for (const group of groups) {
        const room = 10 - batch.length;
        if (room === 0) break;
        batch.push(...(this.#groups.get(group) ?? []).slice(0, room));
        taken.push(group);
      }
      for (const group of taken) groups.delete(group);
      const handler = handlers[this.invocations++ % handlers.length];
      if (handler === undefined) throw new Error('no handler');
      await this.#invoke(handler, batch);
      for (const group of taken) this.#settle(group);
    }
    this.#wakeups.delete(this.now);
    this.now++;
  }

  async #invoke(handler: SQSHandler, batch: readonly Entry[]): Promise<void> {
    const live = batch.filter((entry) => this.#receive(entry));
    if (live.length === 0) return;
    const event: SQSEvent = { Records: live.map(({ record }) => record) };
    const answer = (await handler(event, {} as never, () => undefined)) as SQSBatchResponse;
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const entry of live) if (!failed.has(entry.record.messageId)) this.#remove(entry);
  }

  /** False if it was received too often and becomes a dead letter. */
  #receive(entry: Entry): boolean {
    entry.receives++;
    entry.record.attributes.ApproximateReceiveCount = String(entry.receives);
    if (entry.receives <= this.#maxReceiveCount) return true;
    this.deadLetters.push(entry.record);
    this.#remove(entry);
    return false;
  }

  #remove({ record }: Entry): void {
    const group = record.attributes.MessageGroupId ?? '';
    const entries = this.#groups.get(group) ?? [];
    const at = entries.findIndex((one) => one.record === record);
    if (at === -1) return;
    entries.splice(at, 1);
    this.#byHandle.delete(record.receiptHandle);
    this.#waiting--;
  }

  /** Releases a group when none of its entries is in flight. */
  #settle(group: string): void {
    const entries = this.#groups.get(group) ?? [];
    if (entries.length === 0) this.#groups.delete(group);
    else this.#wake(group, Math.max(this.now, ...entries.slice(0, 10).map(({ visibleAt }) => visibleAt)));
  }

  #wake(group: string, at: number): void {
    const groups = this.#wakeups.get(at) ?? new Set();
    groups.add(group);
    this.#wakeups.set(at, groups);
  }
}
