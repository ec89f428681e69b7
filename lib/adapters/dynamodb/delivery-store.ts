import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Delivery, deliverySchema, type Receipt } from '../../model/delivery.ts';
import { expiresAfter, type Retention, shortestReportDays } from '../../model/retention.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import { awsCall, isConditionFailure } from '../aws/aws-call.ts';
import { getAll } from './batch-get.ts';
import { marshallOptions, type TableOptions } from './dynamo-store.ts';
import { getItem } from './get-item.ts';
import { deliveryKey, parkedPartition } from './keys.ts';
import { queryAll } from './query-all.ts';

/** A queue keeps an update for 14 days, and TTL takes its time. */
const DELIVERY_GOES_EARLIER_DAYS = 30;

/** What is parked is in the index as well, and nothing else of it is. */
const indexOf = ({ destination, reportKey, state, at }: Delivery) =>
  state === 'parked' ? { gsi1pk: parkedPartition(destination), gsi1sk: `${at}#${reportKey}` } : {};

export class DynamoDeliveryStore implements DeliveryStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #retention: Retention;

  constructor(options: TableOptions) {
    this.#client = options.client;
    this.#table = options.table;
    this.#retention = options.retention;
  }

  async get(destination: string, reportKey: string): Promise<Delivery | undefined> {
    const key = deliveryKey(destination, reportKey);
    const item = await getItem(this.#client, this.#table, key, 'DeliveryNotRead');
    return item === undefined ? undefined : deliverySchema.parse(item);
  }

  async put(delivery: Delivery): Promise<void> {
    const key = deliveryKey(delivery.destination, delivery.reportKey);
    const item = { ...key, ...indexOf(delivery), ...delivery, ...this.#expiry(delivery) };
    await this.#unlessNewer(
      new PutItemCommand({
        TableName: this.#table,
        Item: marshall(item, marshallOptions),
        ConditionExpression:
          delivery.state === 'handed-over'
            ? 'attribute_not_exists(pk) OR version < :version OR (version = :version AND (attribute_not_exists(settled) OR settled <> :settled))'
            : 'attribute_not_exists(pk) OR version <= :version',
        ExpressionAttributeValues: marshall({
          ':version': delivery.version,
          ...(delivery.state === 'handed-over' ? { ':settled': delivery.redelivery ?? '' } : {}),
        }),
      }),
    );
  }

  async settle({ redelivery, failure, ...receipt }: Receipt, at: Date): Promise<void> {
    const { destination, reportKey, state } = receipt;
    const index = indexOf({ ...receipt, at: at.toISOString() });
    const set = {
      ...receipt,
      at: at.toISOString(),
      settled: redelivery ?? '',
      ...index,
      ...(failure === undefined ? {} : { failure }),
      ...this.#expiry({ state, at: at.toISOString() }),
    };
    const gone = state === 'parked' ? ' REMOVE expiresAt' : ' REMOVE gsi1pk, gsi1sk, failure';
    await this.#unlessNewer(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: marshall(deliveryKey(destination, reportKey)),
        // it may be heard before the hand-over is written down
        ConditionExpression: 'attribute_not_exists(pk) OR version <= :version',
        UpdateExpression: `SET ${Object.keys(set)
          .map((name) => `#${name} = :${name}`)
          .join(', ')}${gone}`,
        ExpressionAttributeNames: Object.fromEntries(Object.keys(set).map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: marshall(
          {
            ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
          },
          marshallOptions,
        ),
      }),
    );
  }

  async *parked(destination: string): AsyncGenerator<Delivery> {
    const keys = queryAll(
      this.#client,
      {
        TableName: this.#table,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': parkedPartition(destination) }),
      },
      'DeliveriesNotRead',
    );
    let some: { pk: string; sk: string }[] = [];
    const readSome = async (): Promise<Delivery[]> => {
      const find = await getAll(this.#client, this.#table, some, 'DeliveriesNotRead');
      const found = some.flatMap((key) => find(key) ?? []).map((item) => deliverySchema.parse(item));
      some = [];
      // the index is a little behind
      return found.filter(({ state }) => state === 'parked');
    };
    for await (const { pk, sk } of keys) {
      some.push({ pk: String(pk), sk: String(sk) });
      if (some.length === 100) yield* await readSome();
    }
    if (some.length > 0) yield* await readSome();
  }

  /**
   * It goes before any report does: what remembered a version of a report that is gone would take the
   * first version of its successor for stale. What is parked waits for a person.
   */
  #expiry({ state, at }: Pick<Delivery, 'state' | 'at'>): { expiresAt?: number } {
    const days = shortestReportDays(this.#retention) - DELIVERY_GOES_EARLIER_DAYS;
    return state === 'parked' ? {} : { expiresAt: expiresAfter(at, days) };
  }

  async #unlessNewer(command: PutItemCommand | UpdateItemCommand): Promise<void> {
    await awsCall('DeliveryNotStored', async () => {
      try {
        await this.#client.send(command as PutItemCommand);
      } catch (cause) {
        if (!isConditionFailure(cause)) throw cause;
      }
    });
  }
}
