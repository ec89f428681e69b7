import type { Delivery, Receipt } from '../../model/delivery.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';

export class MemoryDeliveryStore implements DeliveryStore {
  readonly #deliveries = new Map<string, Delivery>();

  async get(destination: string, reportKey: string): Promise<Delivery | undefined> {
    return this.#deliveries.get(`${destination} ${reportKey}`);
  }

  async put(delivery: Delivery): Promise<boolean> {
    const standing = await this.get(delivery.destination, delivery.reportKey);
    const isNew = standing === undefined || standing.version < delivery.version;
    const isSame = standing?.version === delivery.version;
    const isOther = delivery.redelivery !== undefined && standing?.redelivery !== delivery.redelivery;
    if (!(isNew || (isSame && (delivery.state !== 'handed-over' || isOther)))) return false;
    this.#set(delivery);
    return true;
  }

  async settle(receipt: Receipt, settledAt: Date): ReturnType<DeliveryStore['settle']> {
    const standing = await this.get(receipt.destination, receipt.reportKey);
    if (standing === undefined || standing.version < receipt.version) return 'not-handed-over';
    const isSame = standing.version === receipt.version && standing.redelivery === receipt.redelivery;
    if (!isSame || standing.state !== 'handed-over') return 'superseded';
    this.#set({ ...standing, ...receipt, changedAt: settledAt.toISOString() });
    return 'settled';
  }

  #set(delivery: Delivery): void {
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
