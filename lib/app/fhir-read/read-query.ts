import type { IdentityStore } from '../../ports/identity-store.ts';
import { effectiveLinks } from '../../reports/patients/patient-links.ts';
import { linksOf } from '../file/known-links.ts';
import type { Access } from './access.ts';
import { isResourceId } from './resource-id.ts';
import type { Conditions } from './resources.ts';
import { SearchError, toAlternatives, toDateCondition, toToken } from './search-parameters.ts';

/** A search may name so many patients. */
const MAX_PATIENTS = 20;

/**
 * The current keys of the patients that the query names, after merges, sorted. Alternatives are patients of
 * which any may match; repeated parameters must all match (FHIR R4 §3.1.1.4.0.1). Undefined if the query names
 * no patient and the token allows all.
 * @throws SearchError 403 if the token is for another patient
 */
export async function patientsOf(
  query: URLSearchParams,
  access: Access,
  { identities, baseUrl }: { readonly identities: IdentityStore; readonly baseUrl: string },
): Promise<readonly string[] | undefined> {
  const said = [...query.getAll('patient'), ...query.getAll('subject')].map((text) =>
    toAlternatives(text).map((one) => patientKeyIn(one, baseUrl)),
  );
  if (new Set(said.flat()).size > MAX_PATIENTS)
    throw new SearchError(400, 'too-costly', `a search may name ${MAX_PATIENTS} patients`);
  if (said.length === 0) {
    if (access.patient === undefined) return undefined;
    said.push([access.patient]);
  }
  const sets: ReadonlySet<string>[] = [];
  for (const keys of said)
    sets.push(new Set(await Promise.all(keys.map((key) => currentKeyOf(key, access, identities)))));
  const [first = new Set<string>(), ...others] = sets;
  return [...first].filter((key) => others.every((set) => set.has(key))).sort();
}

/**
 * The key of a patient after merges.
 * @throws SearchError 403 if the token is for another patient
 */
export async function currentKeyOf(key: string, access: Access, identities: IdentityStore): Promise<string> {
  const { links } = await identities.find({ aliases: [], patients: [key] });
  const current = effectiveLinks(linksOf(links)).survivors.get(key)?.key ?? key;
  if (access.patient !== undefined && ![key, current].includes(access.patient))
    throw new SearchError(403, 'forbidden', 'the token is for another patient', [current]);
  return current;
}

/** The id in `4711`, `Patient/4711`, or its address at this server. */
function patientKeyIn(reference: string, baseUrl: string): string {
  const relative = reference.startsWith(`${baseUrl}/`) ? reference.slice(baseUrl.length + 1) : reference;
  const id = relative.replace(/^Patient\//, '');
  if (!isResourceId(id))
    throw new SearchError(400, 'invalid', 'name a patient by the id at this server: patient=ID');
  return id;
}

/** The conditions of a query: each repeated parameter is one more list of alternatives. */
export function conditionsOf(query: URLSearchParams): Conditions {
  const lists = (name: string): readonly (readonly string[])[] => query.getAll(name).map(toAlternatives);
  const tokens = (name: string) => lists(name).map((list) => list.map(toToken));
  const dates = (name: string) => lists(name).map((list) => list.map((text) => toDateCondition(name, text)));
  return {
    ids: lists('_id').map((ids) => ids.map(toId)),
    identifiers: tokens('identifier'),
    codes: tokens('code'),
    categories: tokens('category'),
    statuses: tokens('status'),
    dates: [...dates('date'), ...dates('collected')],
    lastUpdated: dates('_lastUpdated'),
  };
}

function toId(text: string): string {
  if (!isResourceId(text))
    throw new SearchError(400, 'invalid', '_id has up to 64 letters, digits, points and hyphens');
  return text;
}

export function numberOf(query: URLSearchParams, name: '_count' | 'max'): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0)
    throw new SearchError(400, 'invalid', `${name} is a number from 1 on`);
  return Number(text);
}
