import { isReplay, type Occasion } from '../../model/occasion.ts';
import type { PatientLink } from '../../model/patient.ts';
import { asRevision, mergeReport } from '../../reports/merge-report.ts';
import { linkPart } from '../../reports/patients/links-of-parts.ts';
import type { FileDependencies, Filed } from './filing.ts';
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
  const changesNothing = link.rule !== undefined && merged.kind === 'merged' && merged.changes.length === 0;
  const isAlias = link.rule?.isAlias === true;
  if (changesNothing && !isAlias) return [];
  const neighbours = merged.kind === 'held' ? undefined : await neighboursOf(merged, dependencies);
  // with an alias, both patients keep their reports
  if (isAlias && neighbours?.isAnew !== true) return [];
  const finding = neighbours?.finding;
  const filed = await fileAndJoin({ ...incoming, occasion, finding }, link.messageId, dependencies);
  if (filed.kind === 'held' || neighbours === undefined) return [filed];
  return [filed, ...(await meetNeighbours(filed, neighbours, link.messageId, dependencies))];
}
