import { type Delivery, deliverySchema, type Receipt } from '../../model/delivery.ts';
import { expiresAfter, type Retention, shortestReportDays } from '../../model/retention.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { deliveryKey, parkedPartition } from './keys.ts';
import type { Table } from './table.ts';

/** A queue keeps an update for 14 days, and DynamoDB deletes expired items with a delay. */
const DELIVERY_GOES_EARLIER_DAYS = 30;

const NOT_STORED = 'DeliveryNotStored';

/** Only parked deliveries are in the index. */
const indexOf = ({ destination, reportKey, state, changedAt }: Delivery) =>
  state === 'parked' ? { gsi1pk: parkedPartition(destination), gsi1sk: `${changedAt}#${reportKey}` } : {};

export class DynamoDeliveryStore implements DeliveryStore {
  readonly #table: Table;
  readonly #retention: Retention;

  constructor(options: Pick<DynamoStoreOptions, 'table' | 'retention'>) {
    this.#table = options.table;
    this.#retention = options.retention;
  }

  async get(destination: string, reportKey: string): Promise<Delivery | undefined> {
    const key = deliveryKey(destination, reportKey);
    const item = await this.#table.get(key, 'DeliveryNotRead');
    return item === undefined ? undefined : deliverySchema.parse(item);
  }

  async put(delivery: Delivery): Promise<void> {
    const key = deliveryKey(delivery.destination, delivery.reportKey);
    const item = { ...key, ...indexOf(delivery), ...delivery, ...this.#expiry(delivery) };
    const isHandedOver = delivery.state === 'handed-over';
    await this.#table.putIf(
      item,
      {
        where: isHandedOver
          ? 'attribute_not_exists(pk) OR version < :version OR (version = :version AND (attribute_not_exists(settled) OR settled <> :settled))'
          : 'attribute_not_exists(pk) OR version <= :version',
        values: {
          ':version': delivery.version,
          ...(isHandedOver ? { ':settled': delivery.redelivery ?? '' } : {}),
        },
      },
      NOT_STORED,
    );
  }

  async settle({ redelivery, failure, ...receipt }: Receipt, settledAt: Date): Promise<void> {
    const { destination, reportKey, state } = receipt;
    const changedAt = settledAt.toISOString();
    const index = indexOf({ ...receipt, changedAt });
    const set = {
      ...receipt,
      changedAt,
      settled: redelivery ?? '',
      ...index,
      ...(failure === undefined ? {} : { failure }),
      ...this.#expiry({ state, changedAt }),
    };
    await this.#table.update(
      deliveryKey(destination, reportKey),
      {
        set,
        remove: state === 'parked' ? ['expiresAt'] : ['gsi1pk', 'gsi1sk', 'failure'],
        // the receipt may arrive before the hand-over is recorded
        condition: { where: 'attribute_not_exists(pk) OR version <= :version' },
      },
      NOT_STORED,
    );
  }

  async *parked(destination: string): AsyncGenerator<Delivery> {
    const keys = this.#table.query(
      {
        index: 'gsi1',
        where: 'gsi1pk = :pk',
        values: { ':pk': parkedPartition(destination) },
      },
      'DeliveriesNotRead',
    );
    let some: { pk: string; sk: string }[] = [];
    const readSome = async (): Promise<Delivery[]> => {
      const find = await this.#table.getAll(some, 'DeliveriesNotRead');
      const found = some.flatMap((key) => find(key) ?? []).map((item) => deliverySchema.parse(item));
      some = [];
      // the index may lag behind
      return found.filter(({ state }) => state === 'parked');
    };
    for await (const { pk, sk } of keys) {
      some.push({ pk: String(pk), sk: String(sk) });
      if (some.length === 100) yield* await readSome();
    }
    if (some.length > 0) yield* await readSome();
  }

  /**
   * A delivery expires before any report does. Otherwise the record of an expired report would make the first
   * version of its successor look old. A parked delivery does not expire.
   */
  #expiry({ state, changedAt }: Pick<Delivery, 'state' | 'changedAt'>): { expiresAt?: number } {
    const days = shortestReportDays(this.#retention) - DELIVERY_GOES_EARLIER_DAYS;
    return state === 'parked' ? {} : { expiresAt: expiresAfter(changedAt, days) };
  }
}
