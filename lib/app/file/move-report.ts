import type { PatientLink } from '../../model/patient.ts';
import { linkPart } from '../../reports/patient-links.ts';
import { fileReportPart } from './file-report.ts';
import type { FileDependencies, Filed } from './filing.ts';
import { linkPartsOfAll, patientsOf } from './known-links.ts';

/** Puts a report of a retired patient under the survivor; undefined where there is no such report. */
export async function moveReport(
  reportKey: string,
  retired: string,
  link: PatientLink,
  dependencies: FileDependencies,
): Promise<Filed | undefined> {
  const latest = await dependencies.reports.latest(reportKey);
  if (latest === undefined) return undefined;
  const part = linkPart(retired, link);
  // all that is known at once, so that no version stands under somebody whom a newer merge retired
  const linkParts = await linkPartsOfAll(
    [...patientsOf(latest.report), link.survivor],
    dependencies.identities,
  );
  return fileReportPart(
    { reportKey, processingId: latest.report.processingId, part, linkParts },
    link.messageId,
    dependencies,
  );
}
