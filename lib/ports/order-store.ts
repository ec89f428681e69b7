import type { NamedOrder, Order } from '../model/order.ts';

export interface OrderStore {
  /** Writes each order under each of its names, unless a newer word about it stands, for `keepMs`. */
  put(orders: readonly NamedOrder[], keepMs: number): Promise<void>;
  /** The orders of a number, a specimen or a container: one query. */
  ordersOf(alias: string): Promise<readonly Order[]>;
}
