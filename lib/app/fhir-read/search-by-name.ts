import { patientKeyOf } from '../../model/identity.ts';
import { reportName } from '../../model/report-names.ts';
import { scopeOfSystem, systemBase } from '../../render/fhir/systems.ts';
import { type Access, allows } from './access.ts';
import type { Cursor } from './cursor.ts';
import type { Hit, Page } from './page.ts';
import { ofType, publishedVersion, type ReadDependencies, readPatients } from './read-resource.ts';
import { type Conditions, meets } from './resources.ts';
import { MAX_REPORTS, type ReportType } from './search-of-patients.ts';
import { SearchError, type Token } from './search-parameters.ts';

interface Search {
  readonly conditions: Conditions;
  readonly count: number;
  readonly cursor: Cursor;
  readonly access: Access;
}

/** Searches without a patient, by a number that few reports have. */
export async function searchByName(
  type: ReportType,
  search: Search,
  dependencies: ReadDependencies,
): Promise<Page> {
  const keys = bounded(await keysNamed(type, search.conditions, dependencies));
  const versions = await Promise.all(keys.map((key) => publishedVersion(key, dependencies)));
  const hits = versions
    .filter((version) => version !== undefined)
    .flatMap((version) =>
      ofType(type, version, dependencies).map((resource) => ({
        resource,
        patients: [version.report.patient?.key],
        version,
      })),
    );
  return pageOf(hits, search);
}

/** Searches patients by their ids or numbers. `patient`: the patient that the token allows. */
export async function searchPatients(
  patient: string | undefined,
  search: Search,
  dependencies: ReadDependencies,
): Promise<Page> {
  const keys = new Set(await patientsNamed(patient, search.conditions, dependencies));
  const found = await readPatients([...keys], dependencies);
  const hits = [...found.values()].map(({ resource, patientKey }) => ({ resource, patients: [patientKey] }));
  return pageOf(hits, search);
}

/** A page of the resources that the token allows and that meet the conditions, each once. */
function pageOf(all: readonly Hit[], { conditions, access, count, cursor: { skip } }: Search): Page {
  const byId = new Map<string, Hit>();
  for (const hit of all) {
    const { resource, patients } = hit;
    if (!allows(access, resource, patients) || !meets(resource, conditions)) continue;
    const known = byId.get(resource.id);
    byId.set(resource.id, { ...hit, patients: [...(known?.patients ?? []), ...patients] });
  }
  const hits = [...byId.values()];
  const end = skip + count;
  return {
    hits: hits.slice(skip, end),
    next: end < hits.length ? { after: undefined, skip: end } : undefined,
  };
}

function bounded(keys: readonly string[]): readonly string[] {
  const unique = [...new Set(keys)];
  if (unique.length > MAX_REPORTS)
    throw new SearchError(400, 'too-costly', `a search may name ${MAX_REPORTS} reports`);
  return unique;
}

/** Keys among which every match is. Alternatives of one parameter are enough, because all must match. */
async function keysNamed(
  type: ReportType,
  { ids: [ids], identifiers }: Conditions,
  { index, system }: ReadDependencies,
): Promise<readonly string[]> {
  checkSystems(identifiers.flat());
  if (ids !== undefined)
    return type === 'Specimen'
      ? (await Promise.all(ids.map((id) => index.named(reportName('specimen-key', id))))).flat()
      : ids.map((id) => id.slice(0, 32));
  const [tokens] = identifiers;
  if (tokens === undefined)
    throw new SearchError(
      400,
      'too-costly',
      'ask by patient, identifier or _id: a search over everybody is not answered',
    );
  const base = systemBase(system);
  const named = await Promise.all(
    tokens.map(async (token): Promise<readonly string[]> => {
      if (token.system !== `${base}/${ownSystems[type]}`)
        return index.named(nameOf(type === 'Specimen' ? 'specimen' : 'order', token, base));
      return type === 'Specimen'
        ? index.named(reportName('specimen-key', token.value))
        : [token.value.slice(0, 32)];
    }),
  );
  return named.flat();
}

const ownSystems: Readonly<Record<ReportType, string>> = {
  DiagnosticReport: 'report',
  Observation: 'observation',
  Provenance: 'provenance',
  ServiceRequest: 'order',
  Specimen: 'specimen',
};

async function patientsNamed(
  patient: string | undefined,
  { ids: [ids], identifiers }: Conditions,
  dependencies: ReadDependencies,
): Promise<readonly string[]> {
  checkSystems(identifiers.flat());
  if (ids !== undefined) return bounded(ids);
  const [tokens] = identifiers;
  if (tokens === undefined) {
    if (patient !== undefined) return [patient];
    throw new SearchError(
      400,
      'too-costly',
      'ask by identifier or _id: a search over everybody is not answered',
    );
  }
  const found = await Promise.all(tokens.map((token) => patientsWith(token, dependencies)));
  return bounded(found.flat());
}

/**
 * Keys among which the patients with a number are, if a report names the number: the patient whose number it is, and those who
 * have it in their reports. The reports of a patient who was merged name the survivor, and begin with the retired patient. Of
 * a number with many reports some are enough: a patient is not found less for having more of them.
 */
async function patientsWith(token: Token, dependencies: ReadDependencies): Promise<readonly string[]> {
  const base = systemBase(dependencies.system);
  const reports = [...new Set(await dependencies.index.named(nameOf('patient', token, base)))];
  const owner = patientKeyOf({ ...token, assigner: {}, scope: scopeOfSystem(token.system ?? '', base) });
  const versions = await Promise.all(
    reports.slice(0, MAX_REPORTS).map((key) => publishedVersion(key, dependencies)),
  );
  const keys = versions.flatMap((version) =>
    version === undefined ? [] : [version.report.patient?.key, version.sequenceGroup],
  );
  return keys.length === 0 ? [] : [owner, ...keys.filter((key) => key !== undefined)];
}

/** A number without a system, or a system without a number, would find nothing, or what it does not mean. */
function checkSystems(tokens: readonly Token[]): void {
  if (tokens.some(({ system = '', value }) => system === '' || value === ''))
    throw new SearchError(
      400,
      'not-supported',
      'name the system of the identifier, and its value: system|value',
    );
}

const nameOf = (
  kind: 'order' | 'specimen' | 'patient',
  { system = '', value }: Token,
  base: string,
): string => reportName(kind, scopeOfSystem(system, base), value);
