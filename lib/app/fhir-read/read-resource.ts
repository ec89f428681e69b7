import type { Patient } from '@medplum/fhirtypes';
import { patientAsKnown } from '../../model/known-patient.ts';
import type { ReportVersion } from '../../model/report.ts';
import { reportName } from '../../model/report-names.ts';
import { withoutSocialSecurity } from '../../model/social-security.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ReportIndex } from '../../ports/report-index.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { BundleEntries } from '../../render/fhir/bundle-entries.ts';
import { renderPatient } from '../../render/fhir/patient.ts';
import { systemBase } from '../../render/fhir/systems.ts';
import { withProfile } from '../../render/fhir/us-core.ts';
import { effectiveLinks } from '../../reports/patients/patient-links.ts';
import { linksOf } from '../file/known-links.ts';
import { type Access, allows } from './access.ts';
import { type Counts, countsOf } from './page.ts';
import { checkParameters, parametersOf } from './parameters.ts';
import { isResourceId } from './resource-id.ts';
import { type Readable, type ReadableType, type ResourceSettings, resourcesOf } from './resources.ts';
import { SearchError } from './search-parameters.ts';

export interface ReadDependencies extends ResourceSettings {
  readonly reports: ReportStore;
  readonly index: ReportIndex;
  readonly identities: IdentityStore;
}

/** The answer to a read, and how many resources of each patient it has. */
export interface Found<T> {
  readonly resource: T;
  readonly counts: Counts;
}

/** A resource with the patient that it is about. */
export interface OfPatient<T> {
  readonly resource: T;
  readonly patientKey: string | undefined;
}

/**
 * Reads one resource by its id.
 * @throws SearchError 404, also if the token is for another patient: the answer must not show that the
 * resource exists
 */
export async function readResource(
  type: ReadableType,
  id: string,
  query: URLSearchParams,
  access: Access,
  dependencies: ReadDependencies,
): Promise<Found<Readable>> {
  checkParameters(query, parametersOf.read);
  const found = isResourceId(id) ? await find(type, id, dependencies) : undefined;
  const about = found?.patientKey;
  if (found === undefined || !allows(access, found.resource, [about]))
    throw new SearchError(
      404,
      'not-found',
      `there is no ${type} of this id`,
      about === undefined ? [] : [about],
    );
  return { resource: found.resource, counts: countsOf([{ patients: [about] }]) };
}

const find = (
  type: ReadableType,
  id: string,
  dependencies: ReadDependencies,
): Promise<OfPatient<Readable> | undefined> =>
  type === 'Patient' ? readPatient(id, dependencies) : readOfReport(type, id, dependencies);

async function readOfReport(
  type: Exclude<ReadableType, 'Patient'>,
  id: string,
  dependencies: ReadDependencies,
): Promise<OfPatient<Readable> | undefined> {
  const keys =
    type === 'Specimen' ? await dependencies.index.named(reportName('specimen-key', id)) : [id.slice(0, 32)];
  for (const key of keys) {
    const version = await publishedVersion(key, dependencies);
    const resource = version && ofType(type, version, dependencies).find((one) => one.id === id);
    if (resource !== undefined) return { resource, patientKey: version?.report.patient?.key };
  }
  return undefined;
}

export type PatientDependencies = ResourceSettings & Pick<ReadDependencies, 'identities'>;

/** A patient who was merged can be read, and names the surviving patient. */
export const readPatient = async (
  key: string,
  dependencies: PatientDependencies,
): Promise<OfPatient<Patient & { id: string }> | undefined> =>
  (await readPatients([key], dependencies)).get(key);

/** Patients by their keys: one request for 50. Patients of whom nothing is known are missing. */
export async function readPatients(
  keys: readonly string[],
  { identities, system, profiles, socialSecurity }: PatientDependencies,
): Promise<ReadonlyMap<string, OfPatient<Patient & { id: string }>>> {
  const { described, links } = await identities.find({ aliases: [], patients: keys });
  const base = systemBase(system);
  return new Map(
    keys.flatMap((key) => {
      const patient = described.get(key);
      if (patient === undefined) return [];
      const entries = new BundleEntries({ ids: 'own', tag: undefined });
      const known = patientAsKnown(patient);
      const shown = socialSecurity === true ? known : withoutSocialSecurity(known);
      const whole = renderPatient(shown, { base, entries, tag: undefined });
      const rendered = { ...withProfile(whole, profiles), id: key };
      const own = new Map([[key, links.get(key) ?? []]]);
      const survivor = effectiveLinks(linksOf(own)).survivors.get(key);
      const resource =
        survivor === undefined
          ? rendered
          : {
              ...rendered,
              active: false,
              link: [{ other: { reference: `Patient/${survivor.key}` }, type: 'replaced-by' as const }],
            };
      return [[key, { resource, patientKey: key }] as const];
    }),
  );
}

/** The version of a report that readers see. Undefined if they see none. */
export async function publishedVersion(
  reportKey: string,
  { reports }: ReadDependencies,
): Promise<ReportVersion | undefined> {
  const latest = await reports.latest(reportKey);
  if (latest?.published === undefined || latest.published === latest.version)
    return latest?.published === undefined ? undefined : latest;
  return reports.version(reportKey, latest.published);
}

export const ofType = (type: ReadableType, version: ReportVersion, settings: ResourceSettings): Readable[] =>
  resourcesOf(version, settings).filter((resource) => resource.resourceType === type) as Readable[];
