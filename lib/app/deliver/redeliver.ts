import type { ReportVersion } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Site } from '../../site/site.ts';
import { wants } from '../../site/wants.ts';
import { shownVersion } from '../file/earlier-versions.ts';
import { updateOf } from '../file/publish-version.ts';
import { recipientsBefore } from '../file/recipients.ts';

export type Redelivered =
  | { readonly kind: 'queued'; readonly version: number }
  | { readonly kind: 'refused'; readonly reason: string };

export interface RedeliveryWish {
  readonly destination: string;
  readonly reportKey: string;
  /** Identifies the request; each request is carried out once. */
  readonly redelivery: string;
}

export interface RedeliveryDependencies {
  readonly reports: Pick<ReportStore, 'latest' | 'version'>;
  readonly updates: UpdateQueue;
  readonly site: Site;
}

/** A report has few writers at once. */
const MAX_CONFLICTS = 20;

/**
 * Queues the newest published version of a report for a destination that was sent the report before, after the updates of
 * its patient that already wait.
 */
export async function redeliver(
  wish: RedeliveryWish,
  dependencies: RedeliveryDependencies,
): Promise<Redelivered> {
  const found = await findFor(wish, dependencies);
  if ('kind' in found) return found;
  if (!found.isRecipient)
    return { kind: 'refused', reason: 'the destination never had the report: labwire redeliver sends it' };
  return queue(wish, found.shown, dependencies);
}

/**
 * The same, also for a destination that the report was never sent to. It becomes a recipient: a next version of the report
 * names it, so that every later correction, withdrawal and move reaches it, whatever its filter says then. The new version
 * repeats the one before it, and nobody else is sent it.
 */
export async function redeliverToAny(
  wish: RedeliveryWish,
  dependencies: Omit<RedeliveryDependencies, 'reports'> & {
    readonly reports: ReportStore;
    readonly clock: Clock;
  },
): Promise<Redelivered> {
  const { reports, site, clock } = dependencies;
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const found = await findFor(wish, dependencies);
    if ('kind' in found) return found;
    const { latest, shown, isRecipient } = found;
    if (isRecipient) return queue(wish, shown, dependencies);
    if (latest.report.isWithdrawn === true)
      return { kind: 'refused', reason: 'the report is withdrawn, and the destination never had it' };
    const version = latest.version + 1;
    const isShown = latest.published === latest.version;
    const next: ReportVersion = {
      ...latest,
      version,
      repeats: latest.version,
      // never before the version that it repeats, whatever the clock of this machine says
      createdAt: new Date(Math.max(clock().getTime(), Date.parse(latest.createdAt))).toISOString(),
      // what waits for a release goes on waiting
      ...(isShown ? { published: version } : {}),
      destinations: [...recipientsBefore(latest, site), wish.destination],
    };
    // first the recipient, then its update: a message that comes between them reaches it
    if ((await reports.append(next)) === 'appended') return queue(wish, isShown ? next : shown, dependencies);
  }
  throw new AdapterError('ReportContended', 'transient', 'Too many writers on one report at once');
}

async function findFor(
  { destination, reportKey }: RedeliveryWish,
  { reports, site }: RedeliveryDependencies,
): Promise<
  | { readonly latest: ReportVersion; readonly shown: ReportVersion; readonly isRecipient: boolean }
  | (Redelivered & { kind: 'refused' })
> {
  const latest = await reports.latest(reportKey);
  if (latest === undefined) return { kind: 'refused', reason: 'there is no such report' };
  if (latest.published === undefined)
    return {
      kind: 'refused',
      reason: 'no version of this report has been published: labwire held shows what it waits for',
    };
  const config = site.destinations.find(({ id }) => id === destination);
  const isRecipient = recipientsBefore(latest, site).includes(destination);
  const [shown] = await shownVersion(latest, { reports });
  if (shown === undefined) return { kind: 'refused', reason: 'the version is not in the store' };
  if (config === undefined || !(isRecipient || wants(config, shown.report)))
    return { kind: 'refused', reason: 'the filter of the destination excludes this report' };
  return { latest, shown, isRecipient };
}

async function queue(
  { destination, redelivery }: RedeliveryWish,
  version: ReportVersion,
  { reports, updates, site }: RedeliveryDependencies,
): Promise<Redelivered> {
  const before = await versionBefore(version, reports);
  await updates.send({ ...updateOf(version, before, destination, site), redelivery }, version.sequenceGroup);
  return { kind: 'queued', version: version.version };
}

/**
 * The version that an update compares with: held versions were never sent, and a version that a redelivery repeated is the
 * same as the one behind it.
 */
async function versionBefore(
  version: ReportVersion,
  reports: Pick<ReportStore, 'version'>,
): Promise<ReportVersion | undefined> {
  const { key } = version.report;
  const last = version.version === 1 ? undefined : await reports.version(key, version.version - 1);
  const [before] = await shownVersion(last, { reports });
  return before !== undefined && version.repeats !== undefined ? versionBefore(before, reports) : before;
}
