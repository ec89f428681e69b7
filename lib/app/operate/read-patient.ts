import { patientKeyOf, patientKeysOf } from '../../model/identity.ts';
import type { ObservationView } from '../../model/report.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { effectiveLinks, survivorOf } from '../../reports/patients/patient-links.ts';
import { followLinks, linksOf, survivorsIn } from '../file/known-links.ts';

interface ReadDependencies {
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly reports: Pick<ReportStore, 'reportsOf' | 'historyOf'>;
}

/** The current key of a patient: that of the survivor if the patient was merged, otherwise their own. */
export async function currentPatientKey(
  patientKey: string,
  identities: Pick<IdentityStore, 'find'>,
): Promise<string> {
  const links = effectiveLinks(linksOf(await followLinks(new Map(), [patientKey], identities)));
  const survivor = links.survivors.get(patientKey);
  return survivor === undefined ? patientKey : survivorOf(survivor, links).key;
}

/** The keys of a patient's reports, under every number that the patient ever had. */
export async function reportsOfPatient(
  patientKey: string,
  { identities, reports }: ReadDependencies,
): Promise<readonly string[]> {
  return reports.reportsOf(await currentPatientKey(patientKey, identities));
}

/** All results of one analyte of a patient, oldest first, under every number that the patient ever had. */
export async function historyOfAnalyte(
  patientKey: string,
  code: string,
  { identities, reports }: ReadDependencies,
): Promise<readonly ObservationView[]> {
  return reports.historyOf(await currentPatientKey(patientKey, identities), code);
}

/**
 * The patient key for a number in the form of PID-3: `4711^^^RIVERSIDE^MR`. If the source's numbers have no
 * assigning authority, the source is given: `4711^^^core-lis`. Undefined if the text names no authority.
 */
export function patientKeyFrom(text: string): string | undefined {
  const [value = '', , , assigner = '', type] = text.split('^');
  const [namespace, universalId] = assigner.split('&');
  const scope = universalId ?? namespace;
  if (value === '' || scope === undefined || scope === '') return undefined;
  return patientKeyOf({ value, scope, assigner: {}, type: type === '' ? undefined : type });
}

/** All keys of one person: their survivors, and the patients merged into them. */
export async function everyKeyOf(key: string, dependencies: KeyDependencies): Promise<readonly string[]> {
  return (await keysInReports(key, Number.POSITIVE_INFINITY, dependencies)).keys;
}

interface KeyDependencies extends Pick<ReadDependencies, 'identities'> {
  readonly reports: ReportsOfPatient;
}

/** Reports are read at once; each is a request. */
const AT_ONCE = 20;

/**
 * The keys of one person that their newest reports name, at most `mostReports` under each key. `isCut`: there are more
 * reports, which may name further keys.
 */
export async function keysInReports(
  key: string,
  mostReports: number,
  { identities, reports }: KeyDependencies,
): Promise<{ readonly keys: readonly string[]; readonly isCut: boolean }> {
  const links = await followLinks(new Map(), [key], identities);
  const keys = new Set([key, ...survivorsIn(links).flatMap(patientKeysOf)]);
  let isCut = false;
  for (const one of [...keys]) {
    const all = await reports.reportsOf(one);
    const some = all.slice(-mostReports);
    isCut ||= some.length < all.length;
    for (let from = 0; from < some.length; from += AT_ONCE) {
      const versions = await Promise.all(
        some.slice(from, from + AT_ONCE).map((report) => reports.latest(report)),
      );
      for (const { patient, replaces } of versions.flatMap((version) => version?.report.parts ?? []))
        for (const former of [...(patient === undefined ? [] : patientKeysOf(patient)), replaces])
          if (former !== undefined) keys.add(former);
    }
  }
  return { keys: [...keys], isCut };
}

export type ReportsOfPatient = Pick<ReportStore, 'reportsOf' | 'latest'>;
