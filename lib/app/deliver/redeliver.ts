import type { ReportStore } from '../../ports/report-store.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';
import type { Site } from '../../site/site.ts';
import { wants } from '../../site/wants.ts';
import { shownVersion } from '../file/earlier-versions.ts';
import { updateOf } from '../file/publish-version.ts';

export type Redelivered =
  | { readonly kind: 'queued'; readonly version: number }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Queues the newest published version of a report for one destination again, after the updates of its patient
 * that already wait. `redelivery` identifies the request; each request is carried out once.
 */
export async function redeliver(
  wish: { readonly destination: string; readonly reportKey: string; readonly redelivery: string },
  {
    reports,
    updates,
    site,
  }: { readonly reports: ReportStore; readonly updates: UpdateQueue; readonly site: Site },
): Promise<Redelivered> {
  const { destination, reportKey, redelivery } = wish;
  const latest = await reports.latest(reportKey);
  if (latest === undefined) return { kind: 'refused', reason: 'there is no such report' };
  if (latest.published === undefined)
    return {
      kind: 'refused',
      reason: 'no version of this report has been published: labwire held shows what it waits for',
    };
  const config = site.destinations.find(({ id }) => id === destination);
  const isTold = latest.destinations?.includes(destination) === true;
  if (config === undefined || !(isTold || wants(config, latest.report)))
    return { kind: 'refused', reason: 'the filter of the destination excludes this report' };
  const version =
    latest.published === latest.version ? latest : await reports.version(reportKey, latest.published);
  if (version === undefined) return { kind: 'refused', reason: 'the version is not in the store' };
  const last = version.version === 1 ? undefined : await reports.version(reportKey, version.version - 1);
  // a held version was never sent: the update says what changed since the one before it
  const [before] = await shownVersion(last, { reports });
  await updates.send({ ...updateOf(version, before, destination), redelivery }, version.sequenceGroup);
  return { kind: 'queued', version: version.version };
}
