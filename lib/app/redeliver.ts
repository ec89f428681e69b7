import type { ReportStore } from '../ports/report-store.ts';
import type { UpdateQueue } from '../ports/update-queue.ts';
import { updateOf } from './file-report.ts';

export type Redelivered =
  | { readonly kind: 'queued'; readonly version: number }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Queues the newest version of a report that is for destinations once more for one of them, behind what
 * already waits for its patient. `redelivery` names the wish: it is fulfilled once.
 */
export async function redeliver(
  wish: { readonly destination: string; readonly reportKey: string; readonly redelivery: string },
  { reports, updates }: { readonly reports: ReportStore; readonly updates: UpdateQueue },
): Promise<Redelivered> {
  const { destination, reportKey, redelivery } = wish;
  const latest = await reports.latest(reportKey);
  if (latest === undefined) return { kind: 'refused', reason: 'there is no such report' };
  if (latest.published === undefined)
    return { kind: 'refused', reason: 'it was never for destinations: see labwire held' };
  if (latest.destinations?.includes(destination) === false)
    return { kind: 'refused', reason: 'the filter of the destination keeps it out' };
  const version =
    latest.published === latest.version ? latest : await reports.version(reportKey, latest.published);
  if (version === undefined) return { kind: 'refused', reason: 'its version is not in the store' };
  const before = version.version === 1 ? undefined : await reports.version(reportKey, version.version - 1);
  await updates.send({ ...updateOf(version, before, destination), redelivery }, version.sequenceGroup);
  return { kind: 'queued', version: version.version };
}
