import type { HoldReason } from '../../model/hold-reason.ts';
import { reportKeyForPatient } from '../../model/identity.ts';
import { isReplay } from '../../model/occasion.ts';
import type { ReportVersion } from '../../model/report.ts';
import { asRevision, isStanding, mergeReport } from '../../reports/merge-report.ts';
import { currentParts } from '../../reports/parts.ts';
import { patientKeysAfter } from '../../reports/patients/links-of-parts.ts';
import { isInChart } from '../../reports/statements/held-correction.ts';
import { fileReportPart } from './file-report.ts';
import type { FileDependencies, Filed, Filing, Finding } from './filing.ts';
import { fileAndJoin } from './join-reports.ts';

/**
 * Whether the number of another patient's report may be used for somebody else: all results were taken back. A report
 * without results, such as a cancelled order, keeps its placer and filler numbers, because its results may still come
 * and a merge may join the two patients; it does not keep its specimen.
 */
function isFree(version: ReportVersion | undefined, { part }: Filing): boolean {
  if (version === undefined || isStanding(version.report)) return false;
  const { parts, observations } = version.report;
  const hasResults = currentParts(parts).some(
    (one) => one.isWithdrawn !== true && one.observations.length > 0,
  );
  return hasResults
    ? observations.every(({ history, status }) => history.length > 0 || status === 'W' || status === 'D')
    : part.placerOrder === undefined && part.fillerOrder === undefined;
}

/**
 * The patients who have results under the number of a report of which nothing stands any more, if the part brings results
 * back to that report. Nobody can say whose the number is, so a person decides.
 */
async function othersSince(
  { part, reportKey, processingId, linkParts = [], finding, occasion }: Filing,
  { reports }: FileDependencies,
): Promise<readonly string[]> {
  const others = (finding?.ofOthers ?? []).filter((key) => key !== reportKey);
  if (others.length === 0 || part.patient === undefined || !part.observations.some(isInChart)) return [];
  const own = await reports.latest(reportKey);
  if (own === undefined || isStanding(own.report)) return [];
  const asFiled = isReplay(occasion) ? asRevision(own.report, part) : part;
  const merged = mergeReport(own.report, { reportKey, processingId, part: asFiled, linkParts });
  if (merged.kind !== 'merged' || !isStanding(merged.report)) return [];
  const keys = patientKeysAfter(part, linkParts);
  const known = await Promise.all(others.map((key) => reports.latest(key)));
  const claims = known.flatMap((other) => {
    const key = other === undefined || !isStanding(other.report) ? undefined : other.report.patient?.key;
    return key === undefined || keys.includes(key) ? [] : [key];
  });
  return claims.length === 0 ? [] : [part.patient.key, ...claims];
}

/**
 * Files a part. If it contradicts its report's patient, it becomes a report of its own: if a person released it, or if
 * all results of the report were taken back. A laboratory that reported under the wrong patient withdraws the report, and
 * then reports under the right one, with the same number.
 */
export async function fileOrFileAnew(
  incoming: Filing,
  messageId: string,
  released: readonly HoldReason[],
  dependencies: FileDependencies,
): Promise<Filed> {
  const claimedBy = released.includes('patient-mismatch') ? [] : await othersSince(incoming, dependencies);
  if (claimedBy.length > 0) return { kind: 'held', reason: 'patient-mismatch', waitsFor: claimedBy };
  const filed = await fileAndJoin(incoming, messageId, dependencies);
  const { patient } = incoming.part;
  if (filed.kind !== 'held' || patient === undefined) return filed;
  const reportKey = reportKeyForPatient(incoming.reportKey, patient.key);
  const isReleased = released.includes(filed.reason);
  if (!isReleased) {
    const { reports } = dependencies;
    const [own, others] = await Promise.all([reports.latest(reportKey), reports.latest(incoming.reportKey)]);
    // later corrections of such a report go to the same report
    if (own === undefined && !isFree(others, incoming)) return filed;
  }
  return fileReportPart({ ...incoming, reportKey, finding: anew(incoming.finding) }, messageId, dependencies);
}

/** The report's own names: an order that contradicts it finds it by its numbers, too. */
const anew = (finding: Finding | undefined): Finding | undefined =>
  finding?.nameAnew === undefined
    ? undefined
    : { ...finding, joins: [], isAnother: () => false, nameAs: finding.nameAnew };
