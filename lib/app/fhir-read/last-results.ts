import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { type Access, allows } from './access.ts';
import { countsOf } from './page.ts';
import { checkParameters, parametersOf } from './parameters.ts';
import { conditionsOf, numberOf, patientsOf } from './read-query.ts';
import { type Found, ofType, type ReadDependencies } from './read-resource.ts';
import { meets, type Readable } from './resources.ts';
import { SearchError } from './search-parameters.ts';

/**
 * The last results of each analyte of a patient (FHIR R4 Observation/$lastn), or of the one that `code`
 * names.
 * @throws SearchError
 */
export async function lastResults(
  query: URLSearchParams,
  access: Access,
  dependencies: ReadDependencies,
  baseUrl: string,
): Promise<Found<Bundle>> {
  checkParameters(query, parametersOf.lastn);
  const patients = await patientsOf(query, access, { ...dependencies, baseUrl });
  const [patient] = patients ?? [];
  if (patient === undefined || patients?.length !== 1)
    throw new SearchError(400, 'invalid', '$lastn is about one patient: patient=ID');
  const max = numberOf(query, 'max') ?? 1;
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
        if (!meets(resource, conditions) || !isStanding(resource) || !allows(access, resource, [patient]))
          continue;
        const name = groupOf(resource);
        const group = groups.get(name);
        if (group === undefined) groups.set(name, [resource]);
        else group.push(resource);
      }
    }
    after = some.at(-1)?.position;
    if (some.length < 100) break;
  }
  const last = [...groups.values()].flatMap((group) =>
    // of results at one time, those of the newest report come first
    group.toSorted((a, b) => compareText(timeText(b), timeText(a))).slice(0, max),
  );
  const entry = last.map(
    (resource): BundleEntry => ({
      fullUrl: `${baseUrl}/Observation/${resource.id}`,
      resource,
      search: { mode: 'match' },
    }),
  );
  return {
    counts: countsOf(
      last.map(() => ({ patients: [patient] })),
      [patient],
    ),
    resource: { resourceType: 'Bundle', type: 'searchset', ...(entry.length === 0 ? {} : { entry }) },
  };
}

const isStanding = (resource: Readable): boolean =>
  resource.resourceType === 'Observation' && !['entered-in-error', 'cancelled'].includes(resource.status);

/** The LOINC code; without one, the first code. */
function groupOf(resource: Readable): string {
  const codings = resource.resourceType === 'Observation' ? (resource.code.coding ?? []) : [];
  const coding = codings.find(({ system }) => system === 'http://loinc.org') ?? codings[0];
  return coding === undefined ? resource.id : `${coding.system}|${coding.code}`;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const timeText = (resource: Readable): string =>
  resource.resourceType === 'Observation'
    ? instantText(resource.effectiveDateTime ?? resource.meta?.lastUpdated)
    : '';

const instantText = (text: string | undefined): string =>
  text === undefined || Number.isNaN(Date.parse(text)) ? '' : new Date(text).toISOString();
