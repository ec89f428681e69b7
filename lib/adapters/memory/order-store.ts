import type { NamedOrder, Order } from '../../model/order.ts';
import type { OrderStore } from '../../ports/order-store.ts';

/** Orders under their names, in memory. */
export class MemoryOrderStore implements OrderStore {
  readonly #orders = new Map<string, Map<string, Order>>();

  async put(orders: readonly NamedOrder[]): Promise<void> {
    for (const { aliases, order } of orders)
      for (const alias of aliases) {
        const known = this.#orders.get(alias) ?? new Map<string, Order>();
        this.#orders.set(alias, known);
        if ((known.get(order.key)?.asOf ?? 0) <= order.asOf) known.set(order.key, order);
      }
  }

  async ordersOf(alias: string): Promise<readonly Order[]> {
    return [...(this.#orders.get(alias)?.values() ?? [])];
  }

  all(): readonly Order[] {
    const orders = [...this.#orders.values()].flatMap((known) => [...known.values()]);
    return [...new Map(orders.map((order) => [order.key, order])).values()];
  }
}
