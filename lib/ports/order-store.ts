import type { NamedOrder, Order } from '../model/order.ts';

export interface OrderStore {
  /**
   * Stores each order under each of its aliases for `keepMs`, unless a newer statement about it is stored.
   */
  put(orders: readonly NamedOrder[], keepMs: number): Promise<void>;
  /** The orders with this number, specimen or container: one query. */
  ordersOf(alias: string): Promise<readonly Order[]>;
}
