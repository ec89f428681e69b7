import { isReplay, type Occasion } from '../../model/occasion.ts';
import type { PatientLink } from '../../model/patient.ts';
import { asRevision, mergeReport } from '../../reports/merge-report.ts';
import { linkPart } from '../../reports/patient-links.ts';
import { fileReportPart } from './file-report.ts';
import type { FileDependencies, Filed } from './filing.ts';
import { linkPartsOfAll, patientsOf } from './known-links.ts';

/**
 * Adds a link of its patient to a report. Undefined if there is no such report, or the link does not concern
 * it.
 */
export async function moveReport(
  reportKey: string,
  retired: string,
  link: PatientLink,
  dependencies: FileDependencies,
  occasion?: Occasion | undefined,
): Promise<Filed | undefined> {
  const latest = await dependencies.reports.latest(reportKey);
  if (latest === undefined) return undefined;
  const part = linkPart(retired, link);
  // all known links are added at once, so that no version names a patient whom a newer merge retired
  const linkParts = await linkPartsOfAll(
    [...patientsOf(latest.report), link.survivor],
    dependencies.identities,
  );
  const incoming = { reportKey, processingId: latest.report.processingId, part, linkParts };
  if (link.rule !== undefined) {
    const asFiled = isReplay(occasion) ? asRevision(latest.report, part) : part;
    const merged = mergeReport(latest.report, { ...incoming, part: asFiled });
    if (merged.kind === 'merged' && merged.changes.length === 0) return undefined;
  }
  return fileReportPart({ ...incoming, occasion }, link.messageId, dependencies);
}
