import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { type Access, allows } from './access.ts';
import { type Cursor, cursorOf, cursorText } from './cursor.ts';
import { countsOf, type Hit, type Page } from './page.ts';
import { checkParameters, parametersOf } from './parameters.ts';
import { conditionsOf, numberOf, patientsOf } from './read-query.ts';
import { type Found, ofType, type ReadDependencies } from './read-resource.ts';
import type { ReadableType } from './resources.ts';
import { searchByName, searchPatients } from './search-by-name.ts';
import { searchOfPatients } from './search-of-patients.ts';

const DEFAULT_COUNT = 20;
const MAX_COUNT = 100;

/**
 * A page of search results, newest reports first, and the address of the next page. `toProvenance`: what the token
 * allows of the Provenance of matches, if the query asks for it.
 * @throws SearchError if the search names no patient, identifier or id, or uses an unknown parameter
 */
export async function searchResources(
  type: ReadableType,
  query: URLSearchParams,
  access: Access,
  dependencies: ReadDependencies,
  baseUrl: string,
  toProvenance?: Access,
): Promise<Found<Bundle>> {
  checkParameters(query, parametersOf.search(type));
  const search = {
    conditions: conditionsOf(query),
    count: Math.min(numberOf(query, '_count') ?? DEFAULT_COUNT, MAX_COUNT),
    cursor: cursorOf(query.get('_cursor')),
    access,
  };
  const patients = await patientsOf(query, access, { ...dependencies, baseUrl });
  const page = await find();
  const included = toProvenance === undefined ? [] : provenanceOf(page.hits, toProvenance, dependencies);
  return {
    counts: countsOf([...page.hits, ...included], patients),
    resource: {
      resourceType: 'Bundle',
      type: 'searchset',
      link: linksTo(`${baseUrl}/${type}`, query, page.next),
      ...entriesOf(page.hits, included, baseUrl),
    },
  };

  function find(): Promise<Page> {
    if (type === 'Patient') return searchPatients(patients?.[0], search, dependencies);
    return patients === undefined
      ? searchByName(type, search, dependencies)
      : searchOfPatients(patients, { type, ...search }, dependencies);
  }
}

function linksTo(url: string, query: URLSearchParams, next: Cursor | undefined) {
  const self = { relation: 'self', url: `${url}?${query}` };
  if (next === undefined) return [self];
  const following = new URLSearchParams(query);
  following.set('_cursor', cursorText(next));
  return [self, { relation: 'next', url: `${url}?${following}` }];
}

/** The Provenance of each report version that has a match, once. */
function provenanceOf(hits: readonly Hit[], access: Access, dependencies: ReadDependencies): Hit[] {
  const versions = new Map(
    hits.flatMap(({ version, patients }) =>
      version === undefined ? [] : [[`${version.report.key} ${version.version}`, { version, patients }]],
    ),
  );
  return [...versions.values()].flatMap(({ version, patients }) =>
    ofType('Provenance', version, dependencies)
      .filter((resource) => allows(access, resource, patients))
      .map((resource) => ({ resource, patients })),
  );
}

function entriesOf(
  matches: readonly Hit[],
  included: readonly Hit[],
  baseUrl: string,
): { entry?: BundleEntry[] } {
  const entryOf =
    (mode: 'match' | 'include') =>
    ({ resource }: Hit): BundleEntry => ({
      fullUrl: `${baseUrl}/${resource.resourceType}/${resource.id}`,
      resource,
      search: { mode },
    });
  const entry = [...matches.map(entryOf('match')), ...included.map(entryOf('include'))];
  return entry.length === 0 ? {} : { entry };
}
