import { type Access, allows } from './access.ts';
import type { Cursor } from './cursor.ts';
import type { Hit, Page } from './page.ts';
import { ofType, type ReadDependencies } from './read-resource.ts';
import { type Conditions, meets, type ReadableType } from './resources.ts';

export type ReportType = Exclude<ReadableType, 'Patient'>;

/** At most so many reports are read for one request; the next link leads to the others. */
export const MAX_REPORTS = 200;

interface Search {
  readonly type: ReportType;
  readonly conditions: Conditions;
  readonly access: Access;
  readonly count: number;
  readonly cursor: Cursor;
}

/** Searches the reports of patients, one patient after the other, newest reports first. */
export async function searchOfPatients(
  patients: readonly string[],
  { cursor, ...search }: Search,
  dependencies: ReadDependencies,
): Promise<Page> {
  const hits: Hit[] = [];
  const left = patients.filter((patient) => cursor.patient === undefined || patient >= cursor.patient);
  let reports = MAX_REPORTS;
  for (const patient of left) {
    const room = search.count - hits.length;
    const start = { patient, after: undefined, skip: 0 };
    if (room === 0 || reports === 0) return { hits, next: start };
    const isFirst = cursor.patient === undefined ? patient === left[0] : patient === cursor.patient;
    const page = await searchOfPatient(
      patient,
      { ...search, count: room, cursor: isFirst ? cursor : start, reports },
      dependencies,
    );
    hits.push(...page.hits);
    reports -= page.looked;
    if (page.next !== undefined) return { hits, next: { ...page.next, patient } };
  }
  return { hits };
}

async function searchOfPatient(
  patient: string,
  { type, conditions, access, count, cursor, reports }: Search & { readonly reports: number },
  dependencies: ReadDependencies,
): Promise<Page & { readonly looked: number }> {
  const hits: Hit[] = [];
  const seen = new Set<string>();
  let { after, skip } = cursor;
  let looked = 0;
  while (looked < reports) {
    const limit = Math.min(reports - looked, Math.max(count, 10));
    const some = await dependencies.index.ofPatient(patient, { after, limit });
    const versions = await Promise.all(
      some.map(({ reportKey, version }) => dependencies.reports.version(reportKey, version)),
    );
    looked += some.length;
    for (const [at, { position }] of some.entries()) {
      const version = versions[at];
      // a report that once belonged to another patient is still listed there
      const isTheirs = version?.report.patient?.key === patient;
      const found = (version === undefined || !isTheirs ? [] : ofType(type, version, dependencies)).filter(
        (resource) =>
          !seen.has(resource.id) && meets(resource, conditions) && allows(access, resource, [patient]),
      );
      const room = count - hits.length;
      const taken = found.slice(skip, skip + room);
      for (const { id } of taken) seen.add(id);
      if (version !== undefined)
        hits.push(...taken.map((resource) => ({ resource, patients: [patient], version })));
      if (skip + room < found.length) return { hits, looked, next: { after, skip: skip + room } };
      skip = 0;
      after = position;
      if (hits.length === count) return { hits, looked, next: { after, skip: 0 } };
    }
    if (some.length < limit) return { hits, looked };
  }
  return { hits, looked, next: { after, skip: 0 } };
}
