import { continuesReading } from '../../model/occasion.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { resultsInDoubt } from '../../reports/assemble-report.ts';
import { withdrawnPart } from '../../reports/merge-report.ts';
import { currentParts, revisionOf } from '../../reports/parts.ts';
import { fileReportPart } from './file-report.ts';
import type { FileDependencies, FiledPart, Filing } from './filing.ts';
import { endJoined } from './join-reports.ts';

/**
 * A part must not wait because of another message's unmarked correction, which a person has to look at. Takes the
 * doubtful results of other messages out of the report, so that the part is published without them. `doubtful`: those
 * messages; read again, they are held.
 */
export async function withoutOthersDoubts(
  filed: FiledPart,
  filing: Filing,
  messageId: string,
  dependencies: FileDependencies,
): Promise<{ readonly filed: FiledPart; readonly doubtful: readonly WaitingMessage[] }> {
  const { part, processingId, occasion } = filing;
  const { report } = filed.version;
  const unchanged = { filed, doubtful: [] };
  const isOnlyDoubt = report.holds.length === 1 && report.holds[0] === 'unmarked-correction';
  if (!isOnlyDoubt || (filed.appended === 0 && !continuesReading(occasion))) return unchanged;
  const doubtful = Map.groupBy(resultsInDoubt(report), (one) => one.messageId);
  if (doubtful.size === 0 || doubtful.has(part.messageId)) return unchanged;
  const [first, ...linkParts] = withoutResults(filed.version, (one) =>
    (doubtful.get(one.messageId) ?? []).map(({ at }) => at),
  );
  if (first === undefined) return unchanged;
  const incoming = { reportKey: report.key, processingId, part: first, linkParts };
  const published = await fileReportPart(incoming, messageId, dependencies);
  if (published.kind === 'held') return unchanged;
  const without = await endJoined(published, filing, messageId, dependencies);
  if (without.kind === 'held') return unchanged;
  const counts = {
    appended: filed.appended + without.appended,
    retriedPuts: filed.retriedPuts + without.retriedPuts,
    joined: filed.joined ?? without.joined,
  };
  const group = without.version.sequenceGroup;
  return {
    filed: { ...without, ...counts },
    doubtful: [...doubtful.keys()].map((id) => ({ messageId: id, group })),
  };
}

/** Revisions of the parts that have results at these places, without those results. */
function withoutResults(
  { report }: ReportVersion,
  placesOf: (part: ReportPart) => readonly string[],
): readonly ReportPart[] {
  return currentParts(report.parts).flatMap((part) => {
    const places = new Set(placesOf(part));
    const observations = part.observations.filter(({ at }) => !places.has(at));
    if (observations.length === part.observations.length) return [];
    const revision = { ...part, revision: revisionOf(part) + 1 };
    return [observations.length === 0 ? withdrawnPart(revision) : { ...revision, observations }];
  });
}
