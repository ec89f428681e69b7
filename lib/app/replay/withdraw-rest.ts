import type { Issue } from '@labwire/hl7/issue';
import type { MessageRecord, ReportReference } from '../../model/message.ts';
import type { Occasion } from '../../model/occasion.ts';
import type { ReportVersion } from '../../model/report.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { statesIsolates } from '../../reports/isolates/parent-results.ts';
import { withdrawnPart } from '../../reports/merge-report.ts';
import { currentParts, isCopy } from '../../reports/parts.ts';
import { fileReportPart } from '../file/file-report.ts';
import type { Filed, FiledPart } from '../file/filing.ts';
import { meetNeighbours, neighboursOf } from '../file/new-neighbours.ts';
import { withdrawFromTube } from '../file/tube-copies.ts';
import type { FiledMessage } from '../process/file-message.ts';
import type { NormalizeDependencies } from '../process/normalize-dependencies.ts';

/** A replay that would leave a chart wrong. */
export interface Blocked {
  readonly kind: 'blocked';
  readonly reason: string;
  readonly issues: readonly Issue[];
}

export const blocked = (reason: string, issues: readonly Issue[] = []): Blocked => ({
  kind: 'blocked',
  reason,
  issues,
});

type Withdrawn =
  | {
      readonly kind: 'withdrawn';
      readonly reports: readonly ReportReference[];
      readonly recalls: readonly WaitingMessage[];
    }
  | Blocked;

/**
 * Withdraws parts that an earlier reading filed, and that this reading neither files nor holds, or holds because they
 * are not certainly this patient's.
 */
export async function withdrawRest(
  record: MessageRecord,
  read: Pick<FiledMessage, 'places' | 'heldAt' | 'contradictedAt'>,
  occasion: Occasion,
  dependencies: NormalizeDependencies,
): Promise<Withdrawn> {
  const reports: ReportReference[] = [];
  const recalls: WaitingMessage[] = [];
  const seen = new Set<string>();
  const keys = new Set([...record.reports.map(({ key }) => key), ...(record.touched ?? [])]);
  for (const named of keys) {
    const latest = await latestJoined(named, dependencies);
    if (latest === undefined) continue;
    const { key } = latest.report;
    if (seen.has(key)) continue;
    seen.add(key);
    const rest = currentParts(latest.report.parts).filter(
      (part) =>
        part.messageId === record.id &&
        // a copy goes with its original
        !isCopy(part) &&
        // a merge is not a result: it is undone by a merge in the opposite direction
        part.replaces === undefined &&
        part.joins === undefined &&
        !read.places.has(`${key} ${part.at}`) &&
        (!read.heldAt.has(part.at) || read.contradictedAt.has(part.at)),
    );
    for (const part of rest) {
      const { processingId } = latest.report;
      const incoming = { reportKey: key, processingId, part: withdrawnPart(part), occasion };
      const filed = await fileReportPart(incoming, record.id, dependencies);
      if (filed.kind === 'held')
        return blocked(`without this message, report ${key} would belong to two patients`);
      const { version, published, report } = filed.version;
      const isNews = filed.appended > 0 && published !== undefined && published !== version;
      if (isNews && report.holds.length > 0)
        return blocked(
          `report ${key} is held for ${report.holds.join(', ')}, so no destination would receive the withdrawal: resolve that hold first`,
        );
      reports.push({ key, version, updates: filed.updates });
      recalls.push(...(filed.lifted ?? []));
      if (statesIsolates(part)) reports.push(...(await tellChildren(filed, record.id, dependencies)));
      reports.push(...referencesTo(await withdrawFromTube(filed, part, record.id, dependencies)));
    }
  }
  return { kind: 'withdrawn', reports, recalls };
}

/** Brings the reports of the isolates together with what their culture states without a part that was withdrawn. */
async function tellChildren(
  filed: FiledPart,
  messageId: string,
  dependencies: NormalizeDependencies,
): Promise<readonly ReportReference[]> {
  const neighbours = await neighboursOf(filed.version, dependencies);
  const children =
    neighbours === undefined ? [] : await meetNeighbours(filed, neighbours, messageId, dependencies);
  return referencesTo(children);
}

const referencesTo = (all: readonly Filed[]): readonly ReportReference[] =>
  all.flatMap((filed) =>
    filed.kind === 'filed'
      ? [{ key: filed.version.report.key, version: filed.version.version, updates: filed.updates }]
      : [],
  );

/** The latest version of a report, or of the report that it was joined with. */
async function latestJoined(
  key: string,
  { reports }: Pick<NormalizeDependencies, 'reports'>,
): Promise<ReportVersion | undefined> {
  const seen = new Set<string>();
  let latest = await reports.latest(key);
  for (let next = joinedWith(latest); next !== undefined && !seen.has(next); next = joinedWith(latest)) {
    seen.add(next);
    latest = await reports.latest(next);
  }
  return latest;
}

const joinedWith = (version: ReportVersion | undefined): string | undefined =>
  version?.report.parts.find(({ joins }) => joins !== undefined)?.joins;
