import type { Delivery, Receipt } from '../../model/delivery.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';

export class MemoryDeliveryStore implements DeliveryStore {
  readonly #deliveries = new Map<string, Delivery>();

  async get(destination: string, reportKey: string): Promise<Delivery | undefined> {
    return this.#deliveries.get(`${destination} ${reportKey}`);
  }

  async put(delivery: Delivery): Promise<void> {
    const key = `${delivery.destination} ${delivery.reportKey}`;
    const standing = this.#deliveries.get(key);
    if (standing === undefined || standing.version <= delivery.version) this.#deliveries.set(key, delivery);
  }

  async settle({ failure, ...receipt }: Receipt, at: Date): Promise<void> {
    const standing = await this.get(receipt.destination, receipt.reportKey);
    if (standing?.version !== receipt.version) return;
    const { failure: _, ...rest } = standing;
    await this.put({
      ...rest,
      ...receipt,
      at: at.toISOString(),
      ...(failure === undefined ? {} : { failure }),
    });
  }

  async *parked(destination: string): AsyncGenerator<Delivery> {
    for (const delivery of this.all())
      if (delivery.destination === destination && delivery.state === 'parked') yield delivery;
  }

  all(): readonly Delivery[] {
    return [...this.#deliveries.values()];
  }
}
