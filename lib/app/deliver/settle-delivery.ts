import type { Receipt } from '../../model/delivery.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { handedOverDestinations } from '../../site/delivered-destinations.ts';
import type { Site } from '../../site/site.ts';

export type SettleOutcome =
  /** The receipt is the outcome of the version that was handed over. */
  | { readonly outcome: Receipt['state'] }
  /** The outcome is known already, or a newer version or redelivery was handed over. Nothing changed. */
  | { readonly outcome: 'superseded' }
  /** No gateway can have this outcome to report. */
  | { readonly outcome: 'refused'; readonly reason: string };

/**
 * Stores the outcome that a gateway reports. A receipt is believed only for a destination that gateways reach,
 * and only for the version that was handed over and whose outcome is not known yet.
 * @throws AdapterError
 */
export async function settleDelivery(
  receipt: Receipt,
  {
    deliveries,
    site,
    clock,
  }: { readonly deliveries: Pick<DeliveryStore, 'settle'>; readonly site: Site; readonly clock: Clock },
): Promise<SettleOutcome> {
  if (!handedOverDestinations(site).some(({ id }) => id === receipt.destination))
    return { outcome: 'refused', reason: 'no gateway delivers to this destination' };
  switch (await deliveries.settle(receipt, clock())) {
    case 'settled':
      return { outcome: receipt.state };
    case 'superseded':
      return { outcome: 'superseded' };
    case 'not-handed-over':
      return { outcome: 'refused', reason: 'this version was not handed over' };
  }
}
