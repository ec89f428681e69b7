import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import type { Access } from './access.ts';
import { type Cursor, cursorOf, cursorText } from './cursor.ts';
import { countsOf, type Page } from './page.ts';
import { checkParameters, parametersOf } from './parameters.ts';
import { conditionsOf, numberOf, patientsOf } from './read-query.ts';
import type { Found, ReadDependencies } from './read-resource.ts';
import type { ReadableType } from './resources.ts';
import { searchByName, searchPatients } from './search-by-name.ts';
import { searchOfPatients } from './search-of-patients.ts';

const DEFAULT_COUNT = 20;
const MAX_COUNT = 100;

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
  checkParameters(query, parametersOf.search(type));
  const search = {
    conditions: conditionsOf(query),
    count: Math.min(numberOf(query, '_count') ?? DEFAULT_COUNT, MAX_COUNT),
    cursor: cursorOf(query.get('_cursor')),
  };
  const patients = await patientsOf(query, access, { ...dependencies, baseUrl });
  const page = await find();
  return {
    counts: countsOf(page.hits, patients),
    resource: {
      resourceType: 'Bundle',
      type: 'searchset',
      link: linksTo(`${baseUrl}/${type}`, query, page.next),
      ...entriesOf(page, `${baseUrl}/${type}`),
    },
  };

  function find(): Promise<Page> {
    if (type === 'Patient') return searchPatients(patients?.[0], search, access, dependencies);
    return patients === undefined
      ? searchByName(type, search, access, dependencies)
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

function entriesOf({ hits }: Page, url: string): { entry?: BundleEntry[] } {
  const entry = hits.map(
    ({ resource }): BundleEntry => ({
      fullUrl: `${url}/${resource.id}`,
      resource,
      search: { mode: 'match' },
    }),
  );
  return entry.length === 0 ? {} : { entry };
}
