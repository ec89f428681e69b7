import type { Bundle, BundleEntry, Patient } from '@medplum/fhirtypes';
import type { ReportVersion } from '../../model/report.ts';
import { reportName } from '../../model/report-names.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ReportIndex } from '../../ports/report-index.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { BundleEntries } from '../../render/fhir/bundle-entries.ts';
import { renderPatient } from '../../render/fhir/patient.ts';
import { scopeOfSystem } from '../../render/fhir/systems.ts';
import type { Access } from './access.ts';
import { type Conditions, meets, type Readable, type ReadableType, resourcesOf } from './resources.ts';
import { SearchError, type Token, toAlternatives, toDateCondition, toToken } from './search-parameters.ts';

export interface ReadDependencies {
  readonly reports: ReportStore;
  readonly index: ReportIndex;
  readonly identities: IdentityStore;
  /** The base of the laboratory's identifier systems. */
  readonly system: string;
}

/** What was found, and whom it is about. */
export interface Found<T> {
  readonly resource: T;
  readonly patientKey: string | undefined;
}

/**
 * One resource by its id.
 * @throws SearchError 404, also where the token is for another patient: what is not theirs is not there
 */
export async function readResource(
  type: ReadableType,
  id: string,
  access: Access,
  dependencies: ReadDependencies,
): Promise<Found<Readable>> {
  const found =
    type === 'Patient' ? await readPatient(id, dependencies) : await readOfReport(type, id, dependencies);
  if (found === undefined || (access.patient !== undefined && found.patientKey !== access.patient))
    throw new SearchError(404, 'not-found', `there is no ${type} of this id`);
  return found;
}

async function readOfReport(
  type: Exclude<ReadableType, 'Patient'>,
  id: string,
  dependencies: ReadDependencies,
): Promise<Found<Readable> | undefined> {
  const keys =
    type === 'Specimen' ? await dependencies.index.named(reportName('specimen-key', id)) : [id.slice(0, 32)];
  for (const key of keys) {
    const version = await publishedVersion(key, dependencies);
    const resource = version && ofType(type, version, dependencies).find((one) => one.id === id);
    if (resource !== undefined) return { resource, patientKey: version?.report.patient?.key };
  }
  return undefined;
}

/** Somebody who was merged is there, and says into whom. */
async function readPatient(
  key: string,
  { identities, system }: ReadDependencies,
): Promise<Found<Patient & { id: string }> | undefined> {
  const { described, links } = await identities.find({ aliases: [], patients: [key] });
  const patient = described.get(key);
  if (patient === undefined) return undefined;
  const link = links.get(key);
  const base = system.replace(/\/+$/, '');
  const entries = new BundleEntries({ ids: 'own', tag: undefined });
  const rendered = { ...renderPatient(patient, { base, entries, tag: undefined }), id: key };
  if (link === undefined) return { resource: rendered, patientKey: key };
  return {
    resource: {
      ...rendered,
      active: false,
      link: [{ other: { reference: `Patient/${link.survivor.key}` }, type: 'replaced-by' }],
    },
    patientKey: key,
  };
}

/** What readers see of a report; undefined where they see none. */
async function publishedVersion(
  reportKey: string,
  { reports }: ReadDependencies,
): Promise<ReportVersion | undefined> {
  const latest = await reports.latest(reportKey);
  if (latest?.published === undefined || latest.published === latest.version)
    return latest?.published === undefined ? undefined : latest;
  return reports.version(reportKey, latest.published);
}

const ofType = (type: ReadableType, version: ReportVersion, { system }: ReadDependencies): Readable[] =>
  resourcesOf(version, system).filter((resource) => resource.resourceType === type) as Readable[];

const DEFAULT_COUNT = 20;
const MAX_COUNT = 100;
/** Reports that one request looks at; what is behind them is behind the next link. */
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
 * A page of what was asked for, newest reports first, and the address of the next one.
 * @throws SearchError where it is not asked for by patient, identifier or id, or by what is not known
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

/** Where a page ended: behind a report, and so many resources into the next one. */
interface Cursor {
  readonly after: string | undefined;
  readonly skip: number;
}

const cursorText = ({ after, skip }: Cursor): string =>
  Buffer.from(JSON.stringify([after ?? null, skip])).toString('base64url');

function cursorOf(text: string | null): Cursor {
  if (text === null) return { after: undefined, skip: 0 };
  try {
    const [after, skip] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if ((after === null || typeof after === 'string') && Number.isInteger(skip) && skip >= 0)
      return { after: after ?? undefined, skip };
  } catch {
    // said below
  }
  throw new SearchError(400, 'invalid', '_cursor is what a next link says, and nothing else');
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
      // a report that was another's once is listed there still
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

/** Without a patient, by a number that few reports have. */
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
  const base = system.replace(/\/+$/, '');
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
  const base = dependencies.system.replace(/\/+$/, '');
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

/** Whom it is asked about, whoever that is by now; undefined where that is not said. */
async function patientOf(
  query: URLSearchParams,
  access: Access,
  { identities }: ReadDependencies,
): Promise<string | undefined> {
  const said = query.get('patient') ?? query.get('subject') ?? undefined;
  const key = said?.replace(/^(?:.*\/)?Patient\//, '') ?? access.patient;
  if (key === undefined) return undefined;
  const { links } = await identities.find({ aliases: [], patients: [key] });
  const current = links.get(key)?.survivor.key ?? key;
  if (access.patient !== undefined && ![key, current].includes(access.patient))
    throw new SearchError(403, 'forbidden', 'the token is for another patient');
  return current;
}

function conditionsOf(query: URLSearchParams): Conditions {
  const list = (name: string): readonly string[] | undefined => {
    const text = query.get(name);
    return text === null ? undefined : toAlternatives(text);
  };
  const dates = [...query.getAll('date'), ...query.getAll('collected')];
  return {
    ids: list('_id'),
    identifiers: list('identifier')?.map(toToken),
    codes: list('code')?.map(toToken),
    categories: list('category')?.map(toToken),
    statuses: list('status'),
    dates: dates.map((text) => toDateCondition('date', text)),
    lastUpdated: query.getAll('_lastUpdated').map((text) => toDateCondition('_lastUpdated', text)),
  };
}

function numberOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0)
    throw new SearchError(400, 'invalid', '_count is a number from 1 on');
  return Number(text);
}

/**
 * The last results of each analyte of a patient (FHIR R4 Observation/$lastn), or of one that is named by `code`.
 * @throws SearchError
 */
export async function lastResults(
  query: URLSearchParams,
  access: Access,
  dependencies: ReadDependencies,
  baseUrl: string,
): Promise<Found<Bundle>> {
  const patient = await patientOf(query, access, dependencies);
  if (patient === undefined) throw new SearchError(400, 'invalid', '$lastn is about one patient: patient=ID');
  const max = numberOf(query.get('max')) ?? 1;
  const conditions = conditionsOf(query);
  const groups = new Map<string, Readable[]>();
  let after: string | undefined;
  for (;;) {
    const some = await dependencies.index.ofPatient(patient, { after, limit: 100 });
    const versions = await Promise.all(
      some.map(({ reportKey, version }) => dependencies.reports.version(reportKey, version)),
    );
    for (const version of versions) {
      if (version?.report.patient?.key !== patient) continue;
      for (const resource of ofType('Observation', version, dependencies)) {
        if (!meets(resource, conditions) || !isStanding(resource)) continue;
        const name = groupOf(resource);
        groups.set(name, [...(groups.get(name) ?? []), resource]);
      }
    }
    after = some.at(-1)?.position;
    if (some.length < 100) break;
  }
  const last = [...groups.values()].flatMap((group) =>
    group.toSorted((a, b) => (timeText(a) < timeText(b) ? 1 : -1)).slice(0, max),
  );
  const entry = last.map(
    (resource): BundleEntry => ({
      fullUrl: `${baseUrl}/Observation/${resource.id}`,
      resource,
      search: { mode: 'match' },
    }),
  );
  return {
    patientKey: patient,
    resource: { resourceType: 'Bundle', type: 'searchset', ...(entry.length === 0 ? {} : { entry }) },
  };
}

const isStanding = (resource: Readable): boolean =>
  resource.resourceType === 'Observation' && !['entered-in-error', 'cancelled'].includes(resource.status);

/** LOINC where there is one, else the first code. */
function groupOf(resource: Readable): string {
  const codings = resource.resourceType === 'Observation' ? (resource.code.coding ?? []) : [];
  const coding = codings.find(({ system }) => system === 'http://loinc.org') ?? codings[0];
  return coding === undefined ? resource.id : `${coding.system}|${coding.code}`;
}

const timeText = (resource: Readable): string =>
  resource.resourceType === 'Observation'
    ? instantText(resource.effectiveDateTime ?? resource.meta?.lastUpdated)
    : '';

const instantText = (text: string | undefined): string =>
  text === undefined || Number.isNaN(Date.parse(text)) ? '' : new Date(text).toISOString();
