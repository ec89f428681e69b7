import type { Delivery, Receipt } from '../model/delivery.ts';

export interface DeliveryStore {
  get(destination: string, reportKey: string): Promise<Delivery | undefined>;
  /**
   * Stores the outcome of a delivery, unless a newer version is stored. `handed-over` does not replace the
   * outcome of its version.
   */
  put(delivery: Delivery): Promise<void>;
  /**
   * Stores the outcome of a version that was handed over, even if the hand-over was not stored. An older
   * version changes nothing.
   */
  settle(receipt: Receipt, settledAt: Date): Promise<void>;
  /** The updates that a destination refused, oldest first: one query, read page by page. */
  parked(destination: string): AsyncIterable<Delivery>;
}
