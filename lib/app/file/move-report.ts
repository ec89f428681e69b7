import { reportKeyForPatient } from '../../model/identity.ts';
import { isReplay, type Occasion } from '../../model/occasion.ts';
import type { PatientLink } from '../../model/patient.ts';
import type { Report } from '../../model/report.ts';
import { asRevision, isStanding, mergeReport } from '../../reports/merge-report.ts';
import { linkPart } from '../../reports/patient-links.ts';
import type { FileDependencies, Filed, Finding } from './filing.ts';
import { fileAndJoin } from './join-reports.ts';
import { linkPartsOfAll, patientsOf } from './known-links.ts';
import { meetNeighbours, neighboursOf } from './new-neighbours.ts';

/**
 * Adds a link of its patient to a report, and brings the report together with the reports that belong to it
 * under the new patient. Empty if there is no such report, or the link does not concern it. The first is the
 * report itself.
 */
export async function moveReport(
  reportKey: string,
  retired: string,
  link: PatientLink,
  dependencies: FileDependencies,
  occasion?: Occasion | undefined,
): Promise<readonly Filed[]> {
  const latest = await dependencies.reports.latest(reportKey);
  if (latest === undefined) return [];
  const part = linkPart(retired, link);
  // all known links are added at once, so that no version names a patient whom a newer merge retired
  const linkParts = await linkPartsOfAll(
    [...patientsOf(latest.report), link.survivor],
    dependencies.identities,
  );
  const incoming = { reportKey, processingId: latest.report.processingId, part, linkParts };
  const asFiled = isReplay(occasion) ? asRevision(latest.report, part) : part;
  const merged = mergeReport(latest.report, { ...incoming, part: asFiled });
  if (link.rule !== undefined && merged.kind === 'merged' && merged.changes.length === 0) return [];
  const neighbours =
    merged.kind === 'held'
      ? undefined
      : await neighboursOf({ ...latest, report: merged.report }, dependencies);
  const finding =
    merged.kind === 'held' ? undefined : await withAnew(neighbours?.finding, merged.report, dependencies);
  const filed = await fileAndJoin({ ...incoming, occasion, finding }, link.messageId, dependencies);
  if (filed.kind === 'held' || neighbours === undefined) return [filed];
  return [filed, ...(await meetNeighbours(filed, neighbours, link.messageId, dependencies))];
}

/**
 * Adds the report that was filed anew under the new patient, after this one had been withdrawn: the two are one now.
 * It reads one report, and only if nothing of the moved report stands.
 */
async function withAnew(
  finding: Finding | undefined,
  moved: Report,
  { reports }: FileDependencies,
): Promise<Finding | undefined> {
  if (finding === undefined || moved.patient === undefined || isStanding(moved)) return finding;
  const anew = await reports.latest(reportKeyForPatient(moved.key, moved.patient.key));
  return anew === undefined ? finding : { ...finding, joins: [...finding.joins, anew.report.key] };
}
