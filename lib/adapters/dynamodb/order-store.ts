import { type NamedOrder, type Order, orderSchema } from '../../model/order.ts';
import type { OrderStore } from '../../ports/order-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { expiryOf } from './expiry.ts';
import { orderKey, orderOfNameKey } from './keys.ts';
import { shortened } from './shortened.ts';
import type { Table } from './table.ts';

/**
 * Orders under each of their names, so that an analyzer that knows only a tube finds its work with one query.
 */
export class DynamoOrderStore implements OrderStore {
  readonly #table: Table;

  constructor(options: Pick<DynamoStoreOptions, 'table'>) {
    this.#table = options.table;
  }

  async put(orders: readonly NamedOrder[], keepMs: number): Promise<void> {
    // one after the other: if one message states an order twice, the later statement counts
    for (const { aliases, order } of orders) {
      const item = { ...toItem(order), expiresAt: expiryOf(order.asOf, keepMs) };
      await Promise.all(
        aliases.map((alias) =>
          this.#table.putNewer({ ...orderOfNameKey(alias, order.key), ...item }, 'OrderNotStored'),
        ),
      );
    }
  }

  async ordersOf(alias: string): Promise<readonly Order[]> {
    const items = this.#table.query(
      {
        where: 'pk = :pk AND begins_with(sk, :order)',
        values: { ':pk': orderKey(alias).pk, ':order': 'ORDER#' },
        isConsistent: true,
      },
      'OrdersNotRead',
    );
    return await Array.fromAsync(items, (item) => orderSchema.parse(item));
  }
}

/** DynamoDB's limit is 400 KB. Data cut from an order are still in its message. */
const ITEM_BYTES = 300_000;

function toItem(order: Order): Order {
  const answers = order.answers.map((answer) => ({ ...answer, values: answer.values.flatMap(shortened) }));
  const item = { ...order, answers };
  return JSON.stringify(item).length <= ITEM_BYTES ? item : { ...item, answers: [], notes: [] };
}
