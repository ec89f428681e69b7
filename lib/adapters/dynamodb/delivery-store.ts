import { type Delivery, deliverySchema, type Receipt } from '../../model/delivery.ts';
import { expiresAfter, type Retention, shortestReportDays } from '../../model/retention.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { deliveryKey, type ItemKey, parkedKey, parkedPartition } from './keys.ts';
import type { Condition, Table } from './table.ts';

/** A queue keeps an update for 14 days, and DynamoDB deletes expired items with a delay. */
const DELIVERY_GOES_EARLIER_DAYS = 30;

const NOT_STORED = 'DeliveryNotStored';

/** Only parked deliveries are in the index. */
const indexOf = ({ destination, reportKey, state, changedAt }: Delivery) =>
  state === 'parked' ? parkedKey(destination, changedAt, reportKey) : {};

/** The condition under which a delivery takes the place of the stored one. */
function placeFor({ version, state, redelivery }: Delivery): Condition {
  const values = { ':version': version };
  if (state !== 'handed-over') return { where: 'attribute_not_exists(pk) OR version <= :version', values };
  const isNew = 'attribute_not_exists(pk) OR version < :version';
  return redelivery === undefined
    ? { where: isNew, values }
    : {
        where: `${isNew} OR (version = :version AND (attribute_not_exists(redelivery) OR redelivery <> :redelivery))`,
        values: { ...values, ':redelivery': redelivery },
      };
}

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

  async put(delivery: Delivery): Promise<boolean> {
    const key = deliveryKey(delivery.destination, delivery.reportKey);
    const item = { ...key, ...indexOf(delivery), ...delivery, ...this.#expiry(delivery) };
    return this.#table.putIf(item, placeFor(delivery), NOT_STORED);
  }

  async settle(receipt: Receipt, settledAt: Date): ReturnType<DeliveryStore['settle']> {
    const { redelivery, ...outcome } = receipt;
    const { destination, reportKey, state, version } = outcome;
    const key = deliveryKey(destination, reportKey);
    const changedAt = settledAt.toISOString();
    const isDone = await this.#table.update(
      key,
      {
        set: {
          ...outcome,
          changedAt,
          ...indexOf({ ...outcome, changedAt }),
          ...this.#expiry({ state, changedAt }),
        },
        remove: state === 'parked' ? ['expiresAt'] : ['gsi1pk', 'gsi1sk', 'failure'],
        condition: {
          where: `version = :version AND #state = :handedOver AND ${redelivery === undefined ? 'attribute_not_exists(redelivery)' : 'redelivery = :redelivery'}`,
          values: {
            ':handedOver': 'handed-over',
            ...(redelivery === undefined ? {} : { ':redelivery': redelivery }),
          },
        },
      },
      NOT_STORED,
    );
    if (isDone) return 'settled';
    const standing = await this.#standing(key);
    return standing === undefined || standing.version < version ? 'not-handed-over' : 'superseded';
  }

  /** A query, because the function that takes receipts may read no single item. */
  async #standing({ pk, sk }: ItemKey): Promise<Delivery | undefined> {
    const query = { where: 'pk = :pk AND sk = :sk', values: { ':pk': pk, ':sk': sk }, isConsistent: true };
    const [item] = await this.#table.first(query, { limit: 1 }, 'DeliveryNotRead');
    return item === undefined ? undefined : deliverySchema.parse(item);
  }

  async *parked(
    destination: string,
    { atOnce }: { readonly atOnce?: number } = {},
  ): AsyncGenerator<Delivery> {
    const keys = this.#table.query(
      {
        index: 'gsi1',
        where: 'gsi1pk = :pk',
        values: { ':pk': parkedPartition(destination) },
        atOnce,
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
