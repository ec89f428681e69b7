import {
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import {
  type HeldMessage,
  heldMessageSchema,
  holdsOfMessage,
  type Ledger,
  type MessageRecord,
  type MessageState,
  messageRecordSchema,
  messageStateSchema,
  withIntent,
} from '../../model/message.ts';
import { type HoldReason, holdReasonSchema } from '../../model/report.ts';
import { expiresAfter, keptDays, type Retention } from '../../model/retention.ts';
import type {
  IntendedReplay,
  MessageIndex,
  MessageStore,
  NewMessage,
  ProcessedMessage,
  Stored,
  StoredMessage,
} from '../../ports/message-store.ts';
import { awsCall, isConditionFailure } from '../aws/aws-call.ts';
import type { PayloadAttributes, PayloadStore } from '../s3/payload-store.ts';
import type { Item } from './batch-get.ts';
import { putAll } from './batch-write.ts';
import { type DynamoStoreOptions, marshallOptions } from './dynamo-store.ts';
import { getItem } from './get-item.ts';
import {
  heldKey,
  heldPartition,
  messageKey,
  messageObjectKey,
  messageOfSourceKey,
  messagesOfSource,
} from './keys.ts';
import { queryAll } from './query-all.ts';

export class DynamoMessageStore implements MessageStore, MessageIndex {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #payloads: PayloadStore;
  readonly #retention: Retention;

  constructor(options: DynamoStoreOptions) {
    this.#client = options.client;
    this.#table = options.table;
    this.#payloads = options.payloads;
    this.#retention = options.retention;
  }

  /** One write for a new message; a second for a duplicate. */
  async put(message: NewMessage): Promise<Stored> {
    const receivedAt = message.receivedAt.toISOString();
    const item = {
      ...messageKey(message.id),
      ...messageOfSourceKey(message.source, receivedAt, message.id),
      id: message.id,
      source: message.source,
      state: message.state,
      receivedAt,
      type: message.type,
      controlId: message.controlId,
      sender: message.sender,
      issues: message.issues,
      reports: [],
      retransmissions: 0,
      ack: message.ack,
      ...(message.state === 'rejected' ? { expiresAt: this.#expiry(receivedAt) } : {}),
      ...(await this.#payloads.write(messageObjectKey(message.id), message.bytes)),
    };
    return awsCall('MessageNotStored', async () => {
      try {
        await this.#client.send(
          new PutItemCommand({
            TableName: this.#table,
            Item: marshall(item, marshallOptions),
            // a message that was rejected is judged anew: its source may be configured by now
            ConditionExpression: 'attribute_not_exists(pk) OR #state = :rejected',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: marshall({ ':rejected': 'rejected' }),
          }),
        );
        return { kind: 'created' };
      } catch (cause) {
        if (!isConditionFailure(cause)) throw cause;
        return await this.#countRetransmission(message.id);
      }
    });
  }

  async #countRetransmission(id: string): Promise<Stored> {
    const { Attributes } = await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: marshall(messageKey(id)),
        UpdateExpression: 'ADD retransmissions :one',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: marshall({ ':one': 1 }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    const existing = unmarshall(Attributes ?? {});
    const state = messageStateSchema.parse(existing['state']);
    return { kind: 'duplicate', ack: existing['ack'], state };
  }

  async get(id: string): Promise<StoredMessage | undefined> {
    const item = await getItem(this.#client, this.#table, messageKey(id), 'MessageNotRead');
    return item === undefined ? undefined : toMessage(item, this.#payloads);
  }

  async record(id: string): Promise<MessageRecord | undefined> {
    const item = await getItem(this.#client, this.#table, messageKey(id), 'MessageNotRead');
    return item === undefined ? undefined : messageRecordSchema.parse(item);
  }

  async intend({ id, replay, touched, patients }: IntendedReplay): Promise<void> {
    const stored = await this.get(id);
    if (stored === undefined) throw new Error('a replay of a message that is not there');
    await this.#set(id, withIntent(stored.record, { replay, touched, patients }), 'ReplayNotStored');
  }

  /** One write; one more where something of the message is held, or was. */
  async finish(processed: ProcessedMessage): Promise<void> {
    const { record, state, ledger } = processed;
    const held = heldItems(record, state, ledger);
    const isHeld = new Set(held.map(({ pk }) => pk));
    const mayBeListed = held.length > 0 || record.ledger !== undefined || processed.occasion !== 'first';
    const stale = mayBeListed
      ? holdReasonSchema.options
          .map((reason) => heldKey(reason, record.receivedAt, record.id))
          .filter(({ pk }) => !isHeld.has(pk))
      : [];
    // listed first: what is held must never be out of sight
    await putAll(this.#client, this.#table, held, 'HeldMessageNotListed', stale);
    const set = {
      state,
      ledger,
      reports: processed.reports,
      issues: processed.issues,
      siteVersion: processed.siteVersion,
      processedAt: processed.finishedAt.toISOString(),
    };
    // nothing goes while any of it waits, nor what could not be read, which waits as a whole
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

  async #set(
    id: string,
    set: Readonly<Record<string, unknown>>,
    code: string,
    gone: readonly string[] = [],
  ): Promise<void> {
    const names = Object.keys(set);
    const remove = gone.length === 0 ? '' : ` REMOVE ${gone.join(', ')}`;
    await awsCall(code, () =>
      this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: marshall(messageKey(id)),
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${remove}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: marshall(
            Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
            marshallOptions,
          ),
        }),
      ),
    );
  }

  async *receivedBetween(source: string, from: Date, to: Date): AsyncGenerator<string> {
    const items = queryAll(
      this.#client,
      {
        TableName: this.#table,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :source AND gsi1sk BETWEEN :from AND :to',
        ExpressionAttributeValues: marshall({
          ':source': messagesOfSource(source),
          ':from': from.toISOString(),
          // behind every id of the last millisecond
          ':to': `${to.toISOString()}~`,
        }),
      },
      'MessagesNotListed',
    );
    for await (const item of items) yield String(item['gsi1sk']).split('#')[1] ?? '';
  }

  async lastReceived(source: string): Promise<string | undefined> {
    const { Items } = await awsCall('MessagesNotListed', () =>
      this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          IndexName: 'gsi1',
          KeyConditionExpression: 'gsi1pk = :source',
          ExpressionAttributeValues: marshall({ ':source': messagesOfSource(source) }),
          ScanIndexForward: false,
          Limit: 1,
        }),
      ),
    );
    const [item] = Items ?? [];
    return item === undefined ? undefined : String(unmarshall(item)['gsi1sk']).split('#')[0];
  }

  async *held(reason: HoldReason): AsyncGenerator<HeldMessage> {
    const items = queryAll(
      this.#client,
      {
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': heldPartition(reason) }),
        ConsistentRead: true,
      },
      'HeldMessagesNotListed',
    );
    for await (const item of items) yield heldMessageSchema.parse(item);
  }
}

/** A message of its item; a long one has its bytes in the bucket. */
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
  }));
