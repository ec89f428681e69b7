import type { Delivery, Receipt } from '../../model/delivery.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';

export class MemoryDeliveryStore implements DeliveryStore {
  readonly #deliveries = new Map<string, Delivery>();

  async get(destination: string, reportKey: string): Promise<Delivery | undefined> {
    return this.#deliveries.get(`${destination} ${reportKey}`);
  }

  async put(delivery: Delivery): Promise<void> {
    const standing = await this.get(delivery.destination, delivery.reportKey);
    const isSettled = standing?.settled !== undefined && standing.settled === (delivery.redelivery ?? '');
    if (standing?.version === delivery.version && delivery.state === 'handed-over' && isSettled) return;
    this.#set(delivery, standing);
  }

  async settle({ redelivery, ...receipt }: Receipt, settledAt: Date): Promise<void> {
    const standing = await this.get(receipt.destination, receipt.reportKey);
    const { failure: _, ...rest } = standing ?? {};
    this.#set(
      { ...rest, ...receipt, changedAt: settledAt.toISOString(), settled: redelivery ?? '' },
      standing,
    );
  }

  #set(delivery: Delivery, standing: Delivery | undefined): void {
    if (standing !== undefined && standing.version > delivery.version) return;
    this.#deliveries.set(`${delivery.destination} ${delivery.reportKey}`, delivery);
  }

  async *parked(destination: string): AsyncGenerator<Delivery> {
    for (const delivery of this.all())
      if (delivery.destination === destination && delivery.state === 'parked') yield delivery;
  }

  all(): readonly Delivery[] {
    return [...this.#deliveries.values()];
  }
}
