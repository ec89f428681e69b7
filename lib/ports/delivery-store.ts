import type { Delivery } from '../model/update.ts';

export interface DeliveryStore {
  get(destination: string, reportKey: string): Promise<Delivery | undefined>;
  /** Writes it down unless a newer version already stands. */
  put(delivery: Delivery): Promise<void>;
}
