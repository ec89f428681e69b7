import { digestOf } from '../../model/identity.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Site } from '../../site/site.ts';
import { createPacer } from '../deliver/pacer.ts';
import { type Redelivered, redeliverToAny } from '../deliver/redeliver.ts';
import type { Redelivery } from './choose-redeliveries.ts';

export interface RedeliverDependencies {
  readonly reports: ReportStore;
  readonly updates: UpdateQueue;
  readonly site: Site;
  readonly clock: Clock;
}

/**
 * Queues the newest version of each report for its destination, one after the other, at most so many a second. Each
 * destination becomes a recipient of the report.
 */
export async function* redeliverReports<R extends Redelivery>(
  redeliveries: AsyncIterable<R> | Iterable<R>,
  { actor, ratePerSecond }: { readonly actor: string; readonly ratePerSecond?: number | undefined },
  dependencies: RedeliverDependencies,
): AsyncGenerator<R & Redelivered> {
  const redelivery = digestOf(`${actor} ${dependencies.clock().toISOString()}`).slice(0, 16);
  const pace = createPacer(ratePerSecond === undefined ? 0 : 1000 / ratePerSecond);
  for await (const one of redeliveries) {
    await pace();
    yield { ...one, ...(await redeliverToAny({ ...one, redelivery }, dependencies)) };
  }
}
