import type { ObservationView } from '../../model/report.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { effectiveLinks, survivorOf } from '../../reports/patient-links.ts';
import { followLinks, linksOf } from '../file/known-links.ts';

interface ReadDependencies {
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly reports: Pick<ReportStore, 'reportsOf' | 'historyOf'>;
}

/** Who a patient is now: the survivor of the merges that retired them, else themselves. */
export async function currentPatientKey(
  patientKey: string,
  identities: Pick<IdentityStore, 'find'>,
): Promise<string> {
  const links = effectiveLinks(linksOf(await followLinks(new Map(), [patientKey], identities)));
  const survivor = links.get(patientKey);
  return survivor === undefined ? patientKey : survivorOf(survivor, links).key;
}

/** The keys of a patient's reports, asked for under any number that they ever had. */
export async function reportsOfPatient(
  patientKey: string,
  { identities, reports }: ReadDependencies,
): Promise<readonly string[]> {
  return reports.reportsOf(await currentPatientKey(patientKey, identities));
}

/** Every result of one analyte of a patient, oldest first, asked for under any number that they ever had. */
export async function historyOfAnalyte(
  patientKey: string,
  code: string,
  { identities, reports }: ReadDependencies,
): Promise<readonly ObservationView[]> {
  return reports.historyOf(await currentPatientKey(patientKey, identities), code);
}
