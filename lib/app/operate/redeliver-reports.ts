import { digestOf } from '../../model/identity.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Redelivered, redeliver } from '../deliver/redeliver.ts';
import { type DeliveryDependencies, deliveredTo, type UnknownDestination } from './list-deliveries.ts';

/** A report that is to be sent to one destination again. */
export interface Redelivery {
  readonly destination: string;
  readonly reportKey: string;
}

export interface RedeliveryChoice {
  /** The keys of the reports. Default: every parked update. */
  readonly reports?: readonly string[] | undefined;
  readonly destination?: string | undefined;
}

/** Lists the redeliveries that a choice selects. Nothing is sent. */
export async function chooseRedeliveries(
  { reports, destination }: RedeliveryChoice,
  { deliveries, site }: DeliveryDependencies,
): Promise<{ readonly kind: 'chosen'; readonly redeliveries: readonly Redelivery[] } | UnknownDestination> {
  const chosen = deliveredTo(site, destination);
  if (chosen.kind !== 'chosen') return chosen;
  const redeliveries: Redelivery[] = [];
  for (const id of chosen.destinations)
    if (reports === undefined)
      for await (const { reportKey } of deliveries.parked(id))
        redeliveries.push({ destination: id, reportKey });
    else redeliveries.push(...reports.map((reportKey) => ({ destination: id, reportKey })));
  return { kind: 'chosen', redeliveries };
}

/** Queues the newest version of each report for its destination, one after the other. */
export async function* redeliverReports(
  redeliveries: readonly Redelivery[],
  actor: string,
  dependencies: {
    readonly reports: ReportStore;
    readonly updates: UpdateQueue;
    readonly site: DeliveryDependencies['site'];
    readonly clock: Clock;
  },
): AsyncGenerator<Redelivery & Redelivered> {
  const redelivery = digestOf(`${actor} ${dependencies.clock().toISOString()}`).slice(0, 16);
  for (const one of redeliveries)
    yield { ...one, ...(await redeliver({ ...one, redelivery }, dependencies)) };
}
