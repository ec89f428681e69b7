import type { Delivery } from '../../model/delivery.ts';
import { digestOf } from '../../model/identity.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';
import type { Site } from '../../site/site.ts';
import { type Redelivered, redeliver } from '../deliver/redeliver.ts';

/** One parked update, as a person saw it. */
export type SeenParked = Pick<Delivery, 'destination' | 'reportKey' | 'version' | 'changedAt'>;

export type ParkedOutcome =
  | { readonly kind: 'sent'; readonly updates: readonly (SeenParked & { readonly outcome: Redelivered })[] }
  /** Some were delivered or refused anew since then. Nothing was sent. */
  | { readonly kind: 'changed'; readonly gone: readonly SeenParked[] };

/** The parked updates among these that are not as they were seen. */
export async function changedSince(
  seen: readonly SeenParked[],
  deliveries: Pick<DeliveryStore, 'get'>,
): Promise<readonly SeenParked[]> {
  const now = await Promise.all(seen.map((one) => deliveries.get(one.destination, one.reportKey)));
  return seen.filter((one, index) => {
    const delivery = now[index];
    return (
      delivery?.state !== 'parked' || delivery.version !== one.version || delivery.changedAt !== one.changedAt
    );
  });
}

/**
 * Queues the newest version of each report again, if each update is still parked as it was seen. The request is named
 * after what was seen, so two people who ask for the same send it once.
 */
export async function redeliverParked(
  seen: readonly SeenParked[],
  dependencies: {
    readonly deliveries: Pick<DeliveryStore, 'get'>;
    readonly reports: ReportStore;
    readonly updates: UpdateQueue;
    readonly site: Site;
  },
): Promise<ParkedOutcome> {
  const gone = await changedSince(seen, dependencies.deliveries);
  if (gone.length > 0) return { kind: 'changed', gone };
  const updates: (SeenParked & { readonly outcome: Redelivered })[] = [];
  for (const one of seen) {
    const { destination, reportKey, version, changedAt } = one;
    const redelivery = digestOf(JSON.stringify([destination, reportKey, version, changedAt])).slice(0, 16);
    updates.push({ ...one, outcome: await redeliver({ destination, reportKey, redelivery }, dependencies) });
  }
  return { kind: 'sent', updates };
}
