import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { reportName } from '../../model/report-names.ts';
import { scopeOfSystem, systemBase } from '../../render/fhir/systems.ts';
import type { Access } from './access.ts';
import { type Cursor, cursorOf, cursorText } from './cursor.ts';
import { conditionsOf, numberOf, patientOf } from './read-query.ts';
import { type Found, ofType, publishedVersion, type ReadDependencies, readPatient } from './read-resource.ts';
import { type Conditions, meets, type Readable, type ReadableType } from './resources.ts';
import { SearchError, type Token } from './search-parameters.ts';

const DEFAULT_COUNT = 20;
const MAX_COUNT = 100;
/** At most so many reports are read for one request; the next link leads to the others. */
const MAX_REPORTS = 200;

const known = new Set([
  'patient',
  'subject',
  'identifier',
  'code',
  'category',
  'status',
  'date',
  'collected',
  '_id',
  '_lastUpdated',
  '_count',
  '_cursor',
  '_format',
]);

/**
 * A page of search results, newest reports first, and the address of the next page.
 * @throws SearchError if the search names no patient, identifier or id, or uses an unknown parameter
 */
export async function searchResources(
  type: ReadableType,
  query: URLSearchParams,
  access: Access,
  dependencies: ReadDependencies,
  baseUrl: string,
): Promise<Found<Bundle>> {
  for (const name of query.keys())
    if (!known.has(name))
      throw new SearchError(400, 'not-supported', `${name} is no parameter of this search`);
  const conditions = conditionsOf(query);
  const count = Math.min(numberOf(query.get('_count')) ?? DEFAULT_COUNT, MAX_COUNT);
  const wanted = await patientOf(query, access, dependencies);
  const cursor = cursorOf(query.get('_cursor'));
  const page =
    type === 'Patient'
      ? await searchPatients(wanted, conditions, access, dependencies)
      : wanted === undefined
        ? await searchByName(type, conditions, access, dependencies)
        : await searchOfPatient(type, wanted, conditions, { count, cursor }, dependencies);
  const entry = page.resources.slice(0, count).map(
    (resource): BundleEntry => ({
      fullUrl: `${baseUrl}/${type}/${resource.id}`,
      resource,
      search: { mode: 'match' },
    }),
  );
  const self = `${baseUrl}/${type}?${query}`;
  const link = [{ relation: 'self', url: self }];
  if (page.next !== undefined) {
    const next = new URLSearchParams(query);
    next.set('_cursor', page.next);
    link.push({ relation: 'next', url: `${baseUrl}/${type}?${next}` });
  }
  return {
    patientKey: wanted ?? page.patientKey,
    resource: {
      resourceType: 'Bundle',
      type: 'searchset',
      link,
      ...(entry.length === 0 ? {} : { entry }),
    },
  };
}

interface Page {
  readonly resources: readonly Readable[];
  readonly next?: string | undefined;
  readonly patientKey?: string | undefined;
}

async function searchOfPatient(
  type: Exclude<ReadableType, 'Patient'>,
  patient: string,
  conditions: Conditions,
  { count, cursor }: { readonly count: number; readonly cursor: Cursor },
  dependencies: ReadDependencies,
): Promise<Page> {
  const resources: Readable[] = [];
  const seen = new Set<string>();
  let { after, skip } = cursor;
  for (let looked = 0; looked < MAX_REPORTS; ) {
    const limit = Math.min(MAX_REPORTS - looked, Math.max(count, 10));
    const some = await dependencies.index.ofPatient(patient, { after, limit });
    if (some.length === 0) return { resources };
    const versions = await Promise.all(
      some.map(({ reportKey, version }) => dependencies.reports.version(reportKey, version)),
    );
    for (const [at, { position }] of some.entries()) {
      const version = versions[at];
      // a report that once belonged to another patient is still listed there
      const isTheirs = version?.report.patient?.key === patient;
      const found = (version === undefined || !isTheirs ? [] : ofType(type, version, dependencies)).filter(
        (resource) => !seen.has(resource.id) && meets(resource, conditions),
      );
      const room = count - resources.length;
      const taken = found.slice(skip, skip + room);
      for (const { id } of taken) seen.add(id);
      resources.push(...taken);
      if (skip + room < found.length) return { resources, next: cursorText({ after, skip: skip + room }) };
      skip = 0;
      after = position;
      if (resources.length === count) return { resources, next: cursorText({ after, skip: 0 }) };
    }
    looked += some.length;
    if (some.length < limit) return { resources };
  }
  return { resources, next: cursorText({ after, skip: 0 }) };
}

/** Searches without a patient, by a number that few reports have. */
async function searchByName(
  type: Exclude<ReadableType, 'Patient'>,
  conditions: Conditions,
  access: Access,
  dependencies: ReadDependencies,
): Promise<Page> {
  const keys = await keysNamed(type, conditions, dependencies);
  const versions = await Promise.all(
    keys.slice(0, MAX_REPORTS).map((key) => publishedVersion(key, dependencies)),
  );
  const theirs = versions
    .filter((version) => version !== undefined)
    .filter(({ report }) => access.patient === undefined || report.patient?.key === access.patient);
  const resources = theirs
    .flatMap((version) => ofType(type, version, dependencies))
    .filter((resource) => meets(resource, conditions));
  const unique = [...new Map(resources.map((resource) => [resource.id, resource])).values()];
  return { resources: unique, patientKey: theirs[0]?.report.patient?.key };
}

async function keysNamed(
  type: Exclude<ReadableType, 'Patient'>,
  { ids, identifiers }: Conditions,
  { index, system }: ReadDependencies,
): Promise<string[]> {
  if (ids === undefined && identifiers === undefined)
    throw new SearchError(
      400,
      'too-costly',
      'ask by patient, identifier or _id: a search over everybody is not answered',
    );
  const byId =
    type === 'Specimen'
      ? (await Promise.all((ids ?? []).map((id) => index.named(reportName('specimen-key', id))))).flat()
      : (ids ?? []).map((id) => id.slice(0, 32));
  const base = systemBase(system);
  const own = {
    DiagnosticReport: 'report',
    Observation: 'observation',
    ServiceRequest: 'order',
    Specimen: 'specimen',
  }[type];
  const named = await Promise.all(
    (identifiers ?? []).map(async (token): Promise<readonly string[]> => {
      if (token.system === undefined)
        throw new SearchError(400, 'not-supported', 'name the system of the identifier: system|value');
      if (token.system === `${base}/${own}`)
        return type === 'Specimen'
          ? index.named(reportName('specimen-key', token.value))
          : [token.value.slice(0, 32)];
      return index.named(nameOf(type === 'Specimen' ? 'specimen' : 'order', token, base));
    }),
  );
  return [...new Set([...byId, ...named.flat()])];
}

const nameOf = (
  kind: 'order' | 'specimen' | 'patient',
  { system = '', value }: Token,
  base: string,
): string => reportName(kind, scopeOfSystem(system, base), value);

async function searchPatients(
  patient: string | undefined,
  conditions: Conditions,
  access: Access,
  dependencies: ReadDependencies,
): Promise<Page> {
  const { ids, identifiers } = conditions;
  const keys = new Set([...(patient === undefined ? [] : [patient]), ...(ids ?? [])]);
  const base = systemBase(dependencies.system);
  for (const token of identifiers ?? []) {
    if (token.system === undefined)
      throw new SearchError(400, 'not-supported', 'name the system of the identifier: system|value');
    for (const reportKey of (await dependencies.index.named(nameOf('patient', token, base))).slice(
      0,
      MAX_REPORTS,
    )) {
      const key = (await publishedVersion(reportKey, dependencies))?.report.patient?.key;
      if (key !== undefined) keys.add(key);
    }
  }
  if (keys.size === 0 && identifiers === undefined)
    throw new SearchError(
      400,
      'too-costly',
      'ask by identifier or _id: a search over everybody is not answered',
    );
  const found = await Promise.all([...keys].map((key) => readPatient(key, dependencies)));
  const theirs = found
    .filter((one) => one !== undefined)
    .filter(({ patientKey }) => access.patient === undefined || patientKey === access.patient)
    .filter(({ resource }) => meets(resource, conditions));
  return { resources: theirs.map(({ resource }) => resource), patientKey: theirs[0]?.patientKey };
}
