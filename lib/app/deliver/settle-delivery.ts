import type { Receipt } from '../../model/delivery.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { Clock } from '../../shared/clock.ts';

export type SettleOutcome =
  /** The receipt is the outcome of the version that was handed over. */
  | { readonly outcome: Receipt['state'] }
  /** The outcome is known already, or a newer version or redelivery was handed over. Nothing changed. */
  | { readonly outcome: 'superseded' }
  /** No gateway delivers to this destination, or no gateway was given this version. */
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
    reachedByGateway,
    clock,
  }: {
    readonly deliveries: Pick<DeliveryStore, 'settle'>;
    /** The destinations that a gateway reaches. */
    readonly reachedByGateway: readonly string[];
    readonly clock: Clock;
  },
): Promise<SettleOutcome> {
  if (!reachedByGateway.includes(receipt.destination))
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
