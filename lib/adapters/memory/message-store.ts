import type { HoldReason } from '../../model/hold-reason.ts';
import {
  type AskedRelease,
  type HeldMessage,
  holdsOfMessage,
  type MessageRecord,
  mayAsk,
  mayTake,
  type Taken,
  withIntent,
} from '../../model/message.ts';
import { isReplay } from '../../model/occasion.ts';
import type {
  IntendedReplay,
  ListedMessage,
  ListOrder,
  MessageIndex,
  MessageStore,
  NewMessage,
  ProcessedMessage,
  Stored,
} from '../../ports/message-store.ts';
import type { OriginalMessages } from '../../ports/original-messages.ts';

/** Messages in memory, for previews without a cloud. */
export class MemoryMessageStore implements MessageStore, MessageIndex, OriginalMessages {
  readonly #messages = new Map<string, { record: MessageRecord; message: NewMessage }>();

  readonly #heldNames = new Map<string, ReadonlySet<string>>();

  readonly #tries = new Map<string, number>();

  async put(message: NewMessage): Promise<Stored> {
    const existing = this.#messages.get(message.id);
    if (existing !== undefined && existing.record.state !== 'rejected') {
      existing.record.retransmissions++;
      return { kind: 'duplicate', ack: existing.message.ack, state: existing.record.state };
    }
    const { id, source, state, type, controlId, sender, hasControls } = message;
    const receivedAt = message.receivedAt.toISOString();
    const counters = { reports: [], retransmissions: 0 };
    const record = {
      id,
      source,
      state,
      receivedAt,
      type,
      controlId,
      sender,
      hasControls,
      issues: [...message.issues],
      ...counters,
    };
    this.#messages.set(id, { record, message });
    return { kind: 'created' };
  }

  async bytesOf(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const found = ids.flatMap((id) => this.#messages.get(id) ?? []);
    return new Map(found.map(({ record, message }) => [record.id, message.bytes]));
  }

  async get(id: string) {
    const stored = this.#messages.get(id);
    // a copy, as from any store: later writes must not change it
    return stored && { record: structuredClone(stored.record), bytes: stored.message.bytes };
  }

  async record(id: string): Promise<MessageRecord | undefined> {
    return (await this.get(id))?.record;
  }

  async records(ids: readonly string[]): Promise<readonly MessageRecord[]> {
    const found = await Promise.all(ids.map((id) => this.record(id)));
    return found.filter((record) => record !== undefined);
  }

  async countTry(id: string, group: string, by: number): Promise<number> {
    const key = JSON.stringify([id, group]);
    const tries = (this.#tries.get(key) ?? 0) + by;
    this.#tries.set(key, tries);
    return tries;
  }

  async ask(id: string, asked: AskedRelease, seenReplays: number): Promise<boolean> {
    const record = this.#messages.get(id)?.record;
    if (record === undefined || !mayAsk(record, asked, seenReplays)) return false;
    record.asked = asked;
    return true;
  }

  async settleAsked(id: string, asked: AskedRelease, refusal?: string): Promise<void> {
    const record = this.#messages.get(id)?.record;
    if (record?.asked?.id !== asked.id) return;
    delete record.asked;
    if (refusal !== undefined) record.refusedRelease = { ...asked, reason: refusal };
  }

  async take(id: string, taken: Taken): Promise<boolean> {
    const record = this.#messages.get(id)?.record;
    if (record === undefined || !mayTake(record, taken)) return false;
    record.taken = taken;
    return true;
  }

  async giveBack(id: string, { person, takenAt }: Taken): Promise<boolean> {
    const record = this.#messages.get(id)?.record;
    if (record?.taken?.person !== person || record.taken.takenAt !== takenAt) return false;
    delete record.taken;
    return true;
  }

  async intend({ id, ...intended }: IntendedReplay): Promise<void> {
    const stored = this.#messages.get(id);
    if (stored === undefined) throw new Error('a replay of a message that is not there');
    Object.assign(stored.record, withIntent(stored.record, intended));
  }

  async finish({
    record,
    finishedAt: _,
    occasion,
    searchNames,
    ...processed
  }: ProcessedMessage): Promise<void> {
    const stored = this.#messages.get(record.id);
    if (stored === undefined) throw new Error('finished a message that was never stored');
    const { issues, reports, state, ledger } = processed;
    const isHeld = holdsOfMessage(state, ledger).length > 0;
    this.#heldNames.set(record.id, new Set(isHeld ? searchNames?.() : []));
    Object.assign(stored.record, {
      ...processed,
      issues: [...issues],
      reports: [...reports],
      ...(isReplay(occasion) ? { finishedReplays: (record.replays?.length ?? 0) + 1 } : {}),
    });
  }

  async *receivedBetween(source: string, from: Date, to: Date, order?: ListOrder) {
    yield* this.#listed((record) => record.source === source, from, to, order);
  }

  async *withControlId(controlId: string, from: Date, to: Date, order?: ListOrder) {
    yield* this.#listed((record) => record.controlId === controlId, from, to, order);
  }

  #listed(
    isWanted: (record: MessageRecord) => boolean,
    from: Date,
    to: Date,
    { isNewestFirst = false }: ListOrder = {},
  ): readonly ListedMessage[] {
    const found = this.#byTime()
      .map(({ record }) => record)
      .filter((record) => isWanted(record) && isBetween(record.receivedAt, from, to))
      .map(({ id, receivedAt }) => ({ id, receivedAt }));
    return isNewestFirst ? found.toReversed() : found;
  }

  async lastReceived(source: string): Promise<string | undefined> {
    const times = [...this.#messages.values()]
      .filter(({ record }) => record.source === source)
      .map(({ record }) => record.receivedAt);
    return times.sort().at(-1);
  }

  async *held(reason: HoldReason): AsyncGenerator<HeldMessage> {
    for (const { record } of this.#byTime()) {
      const { id, source, state, receivedAt, type, controlId, ledger } = record;
      const holds = ledger === undefined ? [] : holdsOfMessage(state, ledger);
      for (const [held, observations] of holds)
        if (held === reason)
          yield {
            ...{ messageId: id, reason, source, receivedAt, type, controlId, observations },
            corrections: ledger?.corrections?.[reason],
          };
    }
  }

  async heldUnder(name: string, most: number): Promise<readonly string[]> {
    const found = this.#byTime().filter(({ record: { id } }) => this.#heldNames.get(id)?.has(name));
    return found
      .map(({ record: { id } }) => id)
      .toReversed()
      .slice(0, most);
  }

  #byTime() {
    return [...this.#messages.values()].toSorted((a, b) =>
      a.record.receivedAt < b.record.receivedAt ? -1 : 1,
    );
  }
}

const isBetween = (time: string, from: Date, to: Date): boolean =>
  time >= from.toISOString() && time <= to.toISOString();
