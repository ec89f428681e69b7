import type { PatientLink } from '../../model/patient.ts';
import { mergePart } from '../../reports/patient-links.ts';
import { fileReportPart } from './file-report.ts';
import type { FileDependencies, Filed } from './filing.ts';
import { mergesOfAll, patientsOf } from './known-links.ts';

/** Puts a report of a retired patient under the survivor; undefined where there is no such report. */
export async function moveReport(
  reportKey: string,
  retired: string,
  link: PatientLink,
  dependencies: FileDependencies,
): Promise<Filed | undefined> {
  const latest = await dependencies.reports.latest(reportKey);
  if (latest === undefined) return undefined;
  const part = mergePart(retired, link);
  // all that is known at once, so that no version stands under somebody whom a newer merge retired
  const merges = await mergesOfAll([...patientsOf(latest.report), link.survivor], dependencies.identities);
  return fileReportPart(
    { reportKey, processingId: latest.report.processingId, part, merges },
    link.messageId,
    dependencies,
  );
}
