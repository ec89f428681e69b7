import type { Delivery, Receipt } from '../model/delivery.ts';

export interface DeliveryStore {
  get(destination: string, reportKey: string): Promise<Delivery | undefined>;
  /**
   * Writes it down unless a newer version already stands; that a version was handed over, also unless it is
   * known what became of it.
   */
  put(delivery: Delivery): Promise<void>;
  /** What became of a version that was handed over, known of before or not; of an older one it changes nothing. */
  settle(receipt: Receipt, settledAt: Date): Promise<void>;
  /** What a destination refused, oldest first: one query, read page by page. */
  parked(destination: string): AsyncIterable<Delivery>;
}
