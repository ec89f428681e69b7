import type { Delivery, Receipt } from '../model/delivery.ts';

export interface DeliveryStore {
  get(destination: string, reportKey: string): Promise<Delivery | undefined>;
  /**
   * Stores the state of a delivery. False if a newer version is stored, which stays. `handed-over` does not
   * replace anything that is known of the same version and redelivery.
   */
  put(delivery: Delivery): Promise<boolean>;
  /**
   * Stores the outcome of a version that was handed over, if it is still waited for.
   * - `superseded`: it is known already, or a newer version or another redelivery is stored.
   * - `not-handed-over`: this version was not handed over.
   */
  settle(receipt: Receipt, settledAt: Date): Promise<'settled' | 'superseded' | 'not-handed-over'>;
  /**
   * The updates that a destination refused, oldest first: one query, read page by page. `atOnce`: as many are read with
   * one request; default: as many as fit into an answer.
   */
  parked(destination: string, order?: { readonly atOnce?: number }): AsyncIterable<Delivery>;
}
