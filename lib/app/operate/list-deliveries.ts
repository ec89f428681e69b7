import type { Delivery } from '../../model/delivery.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { deliveredDestinations } from '../../site/delivered-destinations.ts';
import type { Site } from '../../site/site.ts';
import { type AuditDependencies, patientsOfReports, type Reader, recordRead } from './audited-read.ts';
import { upTo } from './up-to.ts';

export interface DeliverySearch {
  /** Lists the state of this report at each destination. Default: every parked update. */
  readonly report?: string | undefined;
  readonly destination?: string | undefined;
  /** At most so many parked updates of each destination are read. Default: all. */
  readonly most?: number | undefined;
}

export type FoundDeliveries =
  | { readonly kind: 'found'; readonly deliveries: readonly Delivery[] }
  | UnknownDestination;

/** The site has no such destination for updates. */
export interface UnknownDestination {
  readonly kind: 'unknown-destination';
  readonly known: readonly string[];
}

export interface DeliveryDependencies {
  readonly deliveries: Pick<DeliveryStore, 'get' | 'parked'>;
  readonly site: Site;
}

/**
 * Lists deliveries by destination. If a reader is given, the destinations' answers are listed too, after an
 * audit entry is written; answers may contain patient data.
 */
export async function listDeliveries(
  { report, destination, most }: DeliverySearch,
  dependencies: DeliveryDependencies & AuditDependencies & { readonly reports: Pick<ReportStore, 'latest'> },
  reader?: Reader,
): Promise<FoundDeliveries> {
  const chosen = deliveredTo(dependencies.site, destination);
  if (chosen.kind !== 'chosen') return chosen;
  const found: Delivery[] = [];
  for (const id of chosen.destinations) found.push(...(await deliveriesOf(id, report, most, dependencies)));
  if (reader === undefined) return { kind: 'found', deliveries: found.map(withoutAnswer) };
  const reportKeys = found.map(({ reportKey }) => reportKey);
  const patients = await patientsOfReports(reportKeys, dependencies.reports);
  await recordRead(
    { action: 'read', resourceType: 'Delivery', patients, count: found.length },
    reader,
    dependencies,
  );
  return { kind: 'found', deliveries: found };
}

async function deliveriesOf(
  destination: string,
  report: string | undefined,
  most: number | undefined,
  { deliveries }: DeliveryDependencies,
): Promise<readonly Delivery[]> {
  if (report === undefined) return upTo(most ?? Number.POSITIVE_INFINITY, deliveries.parked(destination));
  const delivery = await deliveries.get(destination, report);
  return delivery === undefined ? [] : [delivery];
}

/** The number of parked updates; at most `most` are counted. Two requests for each destination. */
export async function countParked({ deliveries, site }: DeliveryDependencies, most: number): Promise<number> {
  const parked = await Promise.all(
    deliveredDestinations(site).map(({ id }) => upTo(most, deliveries.parked(id, { atOnce: most }))),
  );
  return Math.min(most, parked.flat().length);
}

/** The destinations that Labwire sends to. A destination that reads its own queue is not one of them. */
export function deliveredTo(
  site: Site,
  only: string | undefined,
): { readonly kind: 'chosen'; readonly destinations: readonly string[] } | UnknownDestination {
  const known = deliveredDestinations(site).map(({ id }) => id);
  if (only === undefined) return { kind: 'chosen', destinations: known };
  return known.includes(only)
    ? { kind: 'chosen', destinations: [only] }
    : { kind: 'unknown-destination', known };
}

export const withoutAnswer = ({ failure, ...delivery }: Delivery): Delivery => ({
  ...delivery,
  ...(failure === undefined ? {} : { failure: { code: failure.code } }),
});
