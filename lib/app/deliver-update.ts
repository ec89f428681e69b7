import type { Update } from '../model/update.ts';
import type { DeliveryStore } from '../ports/delivery-store.ts';
import type { Destination } from '../ports/destination.ts';
import type { ReportStore } from '../ports/report-store.ts';
import { AdapterError } from '../shared/adapter-error.ts';
import type { Clock } from '../shared/clock.ts';

export interface DeliverDependencies {
  readonly deliveries: DeliveryStore;
  readonly reports: ReportStore;
  readonly destination: Destination;
  readonly clock: Clock;
}

export type DeliverOutcome =
  | { readonly outcome: 'delivered' }
  /** The destination has this version or a newer one. */
  | { readonly outcome: 'superseded' }
  /** The destination will never take it; it waits for a person and blocks nobody. */
  | { readonly outcome: 'parked'; readonly code: string };

/**
 * Hands one update to its destination. A stale or repeated update does nothing.
 * @throws AdapterError transient or ambiguous: the same update must be tried again, in its place
 */
export async function deliverUpdate(
  update: Update,
  { deliveries, reports, destination, clock }: DeliverDependencies,
): Promise<DeliverOutcome> {
  const { reportKey, version } = update;
  const last = await deliveries.get(update.destination, reportKey);
  if (last !== undefined && last.version >= version) return { outcome: 'superseded' };
  const content = update.content ?? (await reports.version(reportKey, version));
  if (content === undefined)
    throw new AdapterError(
      'ReportVersionNotFound',
      'transient',
      'The queued report version is not in the store',
    );
  const record = { destination: update.destination, reportKey, version, at: clock().toISOString() };
  try {
    await destination.deliver(content);
  } catch (cause) {
    if (!(cause instanceof AdapterError) || cause.disposition !== 'permanent') throw cause;
    const failure = { code: cause.code, answer: answerOf(cause) };
    await deliveries.put({ ...record, state: 'parked', failure });
    return { outcome: 'parked', code: cause.code };
  }
  await deliveries.put({ ...record, state: 'delivered' });
  return { outcome: 'delivered' };
}

const answerOf = (failure: AdapterError): string | undefined =>
  failure.cause instanceof Error ? failure.cause.message.slice(0, 4000) : undefined;
