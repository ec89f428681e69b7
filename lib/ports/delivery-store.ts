import type { Delivery, Receipt } from '../model/delivery.ts';

export interface DeliveryStore {
  get(destination: string, reportKey: string): Promise<Delivery | undefined>;
  /**
   * Stores the outcome of a delivery, unless a newer version is stored. `handed-over` does not replace the
   * outcome of its version.
   */
  put(delivery: Delivery): Promise<void>;
  /** What became of a version that was handed over, known of before or not; of an older one it changes nothing. */
  settle(receipt: Receipt, settledAt: Date): Promise<void>;
  /** What a destination refused, oldest first: one query, read page by page. */
  parked(destination: string): AsyncIterable<Delivery>;
}
