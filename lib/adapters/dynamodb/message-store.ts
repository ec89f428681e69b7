import { type HoldReason, holdReasonSchema } from '../../model/hold-reason.ts';
import { digestOf } from '../../model/identity.ts';
import {
  type AskedRelease,
  expiredBefore,
  type HeldMessage,
  heldMessageSchema,
  holdsOfMessage,
  type Ledger,
  lostBefore,
  type MessageRecord,
  type MessageState,
  messageRecordSchema,
  messageStateSchema,
  type Taken,
  withIntent,
} from '../../model/message.ts';
import { isReplay } from '../../model/occasion.ts';
import { expiresAfter, keptDays, type Retention } from '../../model/retention.ts';
import type {
  IntendedReplay,
  ListedMessage,
  ListOrder,
  MessageIndex,
  MessageStore,
  NewMessage,
  ProcessedMessage,
  Stored,
  StoredMessage,
} from '../../ports/message-store.ts';
import type { OriginalMessages } from '../../ports/original-messages.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { PayloadAttributes, PayloadStore } from '../s3/payload-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import {
  heldKey,
  heldNameKey,
  heldNamePartition,
  heldPartition,
  messageKey,
  messageObjectKey,
  messageOfControlIdKey,
  messageOfSourceKey,
  messagesOfControlId,
  messagesOfSource,
} from './keys.ts';
import type { Item, Table } from './table.ts';

const NOT_STORED = 'MessageNotStored';

export class DynamoMessageStore implements MessageStore, MessageIndex, OriginalMessages {
  readonly #table: Table;
  readonly #payloads: PayloadStore;
  readonly #retention: Retention;

  constructor(options: DynamoStoreOptions) {
    this.#table = options.table;
    this.#payloads = options.payloads;
    this.#retention = options.retention;
  }

  /** Makes one write for a new message, and a second one for a duplicate. */
  async put(message: NewMessage): Promise<Stored> {
    const receivedAt = message.receivedAt.toISOString();
    const item = {
      ...messageKey(message.id),
      ...messageOfSourceKey(message.source, receivedAt, message.id),
      ...messageOfControlIdKey(message.controlId, receivedAt, message.id),
      id: message.id,
      source: message.source,
      state: message.state,
      receivedAt,
      type: message.type,
      controlId: message.controlId,
      sender: message.sender,
      hasControls: message.hasControls,
      issues: message.issues,
      reports: [],
      retransmissions: 0,
      ack: message.ack,
      ...(message.state === 'rejected' ? { expiresAt: this.#expiry(receivedAt) } : {}),
      ...(await this.#payloads.write(messageObjectKey(message.id), message.bytes)),
    };
    const isCreated = await this.#table.putIf(
      item,
      {
        // a rejected message is judged again, because its source may be configured by now
        where: 'attribute_not_exists(pk) OR #state = :rejected',
        names: { '#state': 'state' },
        values: { ':rejected': 'rejected' },
      },
      NOT_STORED,
    );
    return isCreated ? { kind: 'created' } : await this.#countRetransmission(message.id);
  }

  async #countRetransmission(id: string): Promise<Stored> {
    const existing = await this.#table.updated(
      messageKey(id),
      { add: { retransmissions: 1 }, condition: { where: 'attribute_exists(pk)' } },
      NOT_STORED,
    );
    if (existing === undefined)
      throw new AdapterError(NOT_STORED, 'transient', 'The message that came before is gone');
    const state = messageStateSchema.parse(existing['state']);
    return { kind: 'duplicate', ack: existing['ack'] as Uint8Array, state };
  }

  async get(id: string): Promise<StoredMessage | undefined> {
    const item = await this.#table.get(messageKey(id), 'MessageNotRead');
    return item === undefined ? undefined : toMessage(item, this.#payloads);
  }

  async record(id: string): Promise<MessageRecord | undefined> {
    const item = await this.#table.get(messageKey(id), 'MessageNotRead');
    return item === undefined ? undefined : messageRecordSchema.parse(item);
  }

  /** Makes one request for each 100. The bytes of the messages are not read. */
  async records(ids: readonly string[]): Promise<readonly MessageRecord[]> {
    const attributes = Object.keys(messageRecordSchema.shape);
    const find = await this.#table.getAll(ids.map(messageKey), 'MessageNotRead', attributes);
    return ids.flatMap((id) => {
      const item = find(messageKey(id));
      return item === undefined ? [] : [messageRecordSchema.parse(item)];
    });
  }

  async bytesOf(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const find = await this.#table.getAll(ids.map(messageKey), 'OriginalsNotRead', ['body', 'bodyObject']);
    const bytes = new Map<string, Uint8Array>();
    for (const id of ids) {
      const item = find(messageKey(id));
      if (item !== undefined) bytes.set(id, await this.#payloads.read(item as PayloadAttributes));
    }
    return bytes;
  }

  async countTry(id: string, group: string, by: number): Promise<number> {
    const code = 'TryNotCounted';
    const tries = `tries_${digestOf(group)}`;
    const condition = { where: 'attribute_exists(pk)' };
    const item = await this.#table.updated(messageKey(id), { add: { [tries]: by }, condition }, code);
    if (item === undefined)
      throw new AdapterError(code, 'transient', 'The queued message is not in the store');
    return Number(item[tries]);
  }

  ask(id: string, asked: AskedRelease, seenReplays: number): Promise<boolean> {
    const seen =
      seenReplays === 0
        ? '(attribute_not_exists(finishedReplays) OR finishedReplays = :seen)'
        : 'finishedReplays = :seen';
    const condition = {
      where: `attribute_exists(pk) AND (attribute_not_exists(asked) OR asked.askedAt < :lost) AND ${seen}`,
      values: { ':seen': seenReplays, ':lost': lostBefore(asked) },
    };
    return this.#table.update(messageKey(id), { set: { asked }, condition }, 'ReleaseNotAsked');
  }

  async settleAsked(id: string, asked: AskedRelease, refusal?: string): Promise<void> {
    const refused = refusal === undefined ? {} : { refusedRelease: { ...asked, reason: refusal } };
    const condition = { where: 'asked.id = :id', values: { ':id': asked.id } };
    const change = { set: refused, remove: ['asked'], condition };
    await this.#table.update(messageKey(id), change, 'ReleaseNotSettled');
  }

  take(id: string, taken: Taken): Promise<boolean> {
    const condition = {
      where:
        'attribute_exists(pk) AND (attribute_not_exists(taken) OR taken.person = :person OR taken.takenAt < :expired)',
      values: { ':person': taken.person, ':expired': expiredBefore(taken.takenAt) },
    };
    return this.#table.update(messageKey(id), { set: { taken }, condition }, 'MessageNotTaken');
  }

  giveBack(id: string, { person, takenAt }: Taken): Promise<boolean> {
    const condition = {
      where: 'taken.person = :person AND taken.takenAt = :takenAt',
      values: { ':person': person, ':takenAt': takenAt },
    };
    return this.#table.update(messageKey(id), { remove: ['taken'], condition }, 'MessageNotGivenBack');
  }

  async intend({ id, replay, touched, patients }: IntendedReplay): Promise<void> {
    const stored = await this.get(id);
    if (stored === undefined) throw new Error('a replay of a message that is not there');
    await this.#set(id, withIntent(stored.record, { replay, touched, patients }), 'ReplayNotStored');
  }

  /** Makes one write, and one more for each 25 items of lists if something of the message is or was held. */
  async finish(processed: ProcessedMessage): Promise<void> {
    const { record, state, ledger } = processed;
    const held = heldItems(record, state, ledger);
    const isHeld = new Set(held.map(({ pk }) => pk));
    const mayBeListed = held.length > 0 || record.ledger !== undefined || processed.occasion !== 'first';
    const names = (mayBeListed ? (processed.searchNames?.() ?? []) : []).map((name) => ({
      ...heldNameKey(name, record.receivedAt, record.id),
    }));
    const stale = mayBeListed
      ? holdReasonSchema.options
          .map((reason) => heldKey(reason, record.receivedAt, record.id))
          .filter(({ pk }) => !isHeld.has(pk))
      : [];
    // listed first, so that a held message is never missing from the list
    await (held.length > 0
      ? this.#table.putAll([...held, ...names], 'HeldMessageNotListed', stale)
      : this.#table.putAll([], 'HeldMessageNotListed', [...stale, ...names]));
    const set = {
      state,
      ledger,
      reports: processed.reports,
      issues: processed.issues,
      siteVersion: processed.siteVersion,
      processedAt: processed.finishedAt.toISOString(),
      ...(isReplay(processed.occasion) ? { finishedReplays: (record.replays?.length ?? 0) + 1 } : {}),
    };
    // a message expires only if nothing of it is held and it could be read
    if (held.length === 0)
      await this.#set(
        record.id,
        { ...set, expiresAt: this.#expiry(record.receivedAt) },
        'MessageNotFinished',
      );
    else await this.#set(record.id, set, 'MessageNotFinished', ['expiresAt']);
  }

  #expiry(receivedAt: string): number {
    return expiresAfter(receivedAt, keptDays.message(this.#retention));
  }

  async #set(id: string, set: Item, code: string, remove: readonly string[] = []): Promise<void> {
    await this.#table.update(messageKey(id), { set, remove }, code);
  }

  receivedBetween(source: string, from: Date, to: Date, order?: ListOrder): AsyncGenerator<ListedMessage> {
    return this.#listed('gsi1', messagesOfSource(source), from, to, order);
  }

  withControlId(controlId: string, from: Date, to: Date, order?: ListOrder): AsyncGenerator<ListedMessage> {
    return this.#listed('gsi2', messagesOfControlId(controlId), from, to, order);
  }

  async *#listed(
    index: 'gsi1' | 'gsi2',
    partition: string,
    from: Date,
    to: Date,
    { isNewestFirst = false, atOnce }: ListOrder = {},
  ): AsyncGenerator<ListedMessage> {
    const items = this.#table.query(
      {
        index,
        where: `${index}pk = :pk AND ${index}sk BETWEEN :from AND :to`,
        values: {
          ':pk': partition,
          ':from': from.toISOString(),
          // sorts after every id of the last millisecond
          ':to': `${to.toISOString()}~`,
        },
        isNewestFirst,
        only: `${index}sk`,
        atOnce,
      },
      'MessagesNotListed',
    );
    for await (const item of items) {
      const [receivedAt = '', id = ''] = String(item[`${index}sk`]).split('#');
      yield { id, receivedAt };
    }
  }

  async lastReceived(source: string): Promise<string | undefined> {
    const [item] = await this.#table.first(
      {
        index: 'gsi1',
        where: 'gsi1pk = :source',
        values: { ':source': messagesOfSource(source) },
        isNewestFirst: true,
      },
      { limit: 1 },
      'MessagesNotListed',
    );
    return item === undefined ? undefined : String(item['gsi1sk']).split('#')[0];
  }

  async *held(reason: HoldReason, { atOnce }: Pick<ListOrder, 'atOnce'> = {}): AsyncGenerator<HeldMessage> {
    const items = this.#table.query(
      {
        where: 'pk = :pk',
        values: { ':pk': heldPartition(reason) },
        isConsistent: true,
        atOnce,
      },
      'HeldMessagesNotListed',
    );
    for await (const item of items) yield heldMessageSchema.parse(item);
  }

  async heldUnder(name: string, most: number): Promise<readonly string[]> {
    const items = await this.#table.first(
      {
        where: 'pk = :pk',
        values: { ':pk': heldNamePartition(name) },
        isConsistent: true,
        isNewestFirst: true,
      },
      { limit: most },
      'HeldMessagesNotListed',
    );
    return items.map(({ sk }) => String(sk).split('#')[1] ?? '');
  }
}

/** A message from its item. The bytes of a long message are read from the bucket. */
export async function toMessage(item: Item, payloads: PayloadStore): Promise<StoredMessage> {
  return { record: messageRecordSchema.parse(item), bytes: await payloads.read(item as PayloadAttributes) };
}

const heldItems = (record: MessageRecord, state: MessageState, ledger: Ledger) =>
  holdsOfMessage(state, ledger).map(([reason, observations]) => ({
    ...heldKey(reason, record.receivedAt, record.id),
    messageId: record.id,
    reason,
    source: record.source,
    receivedAt: record.receivedAt,
    type: record.type,
    controlId: record.controlId,
    observations,
    corrections: ledger.corrections?.[reason],
  }));
