import { describe, expect, test } from '@jest/globals';
import type { Access } from '../../../../lib/app/fhir-read/access.ts';
import type { ReadableType } from '../../../../lib/app/fhir-read/resources.ts';
import { searchResources } from '../../../../lib/app/fhir-read/search-resources.ts';
import { patientKeyOf } from '../../../../lib/model/identity.ts';
import { reportName } from '../../../../lib/model/report-names.ts';
import { msh, pid, segment, toMessage } from '../../../support/messages.ts';
import { aReadableCloud, aReport, BASE } from '../../../support/readable.ts';

const everybody: Access = { actor: 'reader' };
const orderNumber = (filler: string): string => encodeURIComponent(`https://lab.test/id/CORELIS|${filler}`);

async function withReports(...reports: readonly Uint8Array[]) {
  const { cloud, dependencies } = aReadableCloud();
  for (const report of reports) await cloud.run(report);
  const patient = cloud.reports.all()[0]?.report.patient?.key ?? '';
  const search = async (type: ReadableType, query: string, access = everybody) => {
    const parameters = new URLSearchParams(query.replaceAll('PATIENT', patient));
    const { resource, counts } = await searchResources(type, parameters, access, dependencies, BASE);
    const link = (relation: string) => resource.link?.find((one) => one.relation === relation)?.url;
    const ids = (resource.entry ?? []).map((entry) => entry.resource?.id ?? '');
    return { resource, counts, ids, self: link('self'), next: link('next') };
  };
  /** Follows the next links to the end; the ids of each page. */
  const pages = async (type: ReadableType, query: string): Promise<readonly string[][]> => {
    const found: string[][] = [];
    for (let text: string | undefined = query; text !== undefined; ) {
      const { ids, next }: { ids: string[]; next: string | undefined } = await search(type, text);
      found.push(ids);
      text = next === undefined ? undefined : new URL(next).search.slice(1);
    }
    return found;
  };
  return { cloud, patient, search, pages };
}

const days = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => String(index + 1).padStart(2, '0'));
const threeResults = [{}, { 3: 'NA^Sodium^L', 5: '140' }, { 3: 'K^Potassium^L', 5: '4.1' }];

describe('a page of a search', () => {
  test('says how it was asked for, and gives each match its address', async () => {
    const { search } = await withReports(aReport('A', 'F-1'));
    const { resource, self, next, ids } = await search('Observation', 'patient=PATIENT&code=GLU');
    expect(resource).toMatchObject({ resourceType: 'Bundle', type: 'searchset' });
    expect(resource.entry).toMatchObject([
      { fullUrl: `${BASE}/Observation/${ids[0]}`, search: { mode: 'match' } },
    ]);
    expect(self).toMatch(/^https:\/\/api\.test\/live\/fhir\/Observation\?patient=[0-9a-f]+&code=GLU$/);
    expect(next).toBeUndefined();
  });

  test('without a match has no entries at all (bdl-1 and empty arrays)', async () => {
    const { search, patient } = await withReports(aReport('A', 'F-1'));
    const { resource, counts } = await search('Observation', 'patient=PATIENT&code=NONE');
    expect(resource.entry).toBeUndefined();
    expect([...counts]).toEqual([[patient, 0]]);
  });

  test('has the newest report first', async () => {
    const { search } = await withReports(
      ...['02', '03', '04'].map((day) => aReport('A', `F-${day}`, { day })),
    );
    const { resource } = await search('DiagnosticReport', 'patient=PATIENT');
    const dates = (resource.entry ?? []).map((entry) =>
      entry.resource?.resourceType === 'DiagnosticReport'
        ? entry.resource.effectiveDateTime?.slice(0, 10)
        : '',
    );
    expect(dates).toEqual(['2026-03-04', '2026-03-03', '2026-03-02']);
  });

  test.each([1, 2, 3, 4, 6])('of %i: all pages together are everything, once', async (count) => {
    const { pages } = await withReports(
      ...['02', '03', '04'].map((day) => aReport('A', `F-${day}`, { day, results: threeResults })),
    );
    const found = await pages('Observation', `patient=PATIENT&_count=${count}`);
    expect(found.flat()).toHaveLength(9);
    expect(new Set(found.flat()).size).toBe(9);
    expect(found.slice(0, -1).every((ids) => ids.length === count)).toBe(true);
    expect(found.flat()).toEqual((await pages('Observation', 'patient=PATIENT')).flat());
  });

  test('the same pages are given by number', async () => {
    const { pages } = await withReports(...['02', '03'].map((day) => aReport('A', `F-${day}`, { day })));
    const query = `identifier=${orderNumber('F-02')},${orderNumber('F-03')}&_count=1`;
    const found = await pages('DiagnosticReport', query);
    expect(found.map((ids) => ids.length)).toEqual([1, 1]);
    expect(new Set(found.flat()).size).toBe(2);
  });

  test('has twenty where nothing is said, and never more than a hundred', async () => {
    const results = Array.from({ length: 130 }, (_, index) => ({ 3: `C${index}^Test^L` }));
    const { search } = await withReports(aReport('A', 'F-1', { results }));
    expect((await search('Observation', 'patient=PATIENT')).ids).toHaveLength(20);
    expect((await search('Observation', 'patient=PATIENT&_count=999')).ids).toHaveLength(100);
  });

  test('keeps the conditions in its next link', async () => {
    const { search } = await withReports(
      ...days(3).map((day) => aReport('A', `F-${day}`, { day, results: threeResults })),
    );
    const { next } = await search('Observation', 'patient=PATIENT&code=NA,K&_count=1');
    const query = new URL(next ?? '').searchParams;
    expect([query.get('code'), query.get('_count'), query.getAll('_cursor').length]).toEqual([
      'NA,K',
      '1',
      1,
    ]);
  });

  test.each(['', 'x', 'e30', 'WzEsMl0', 'WyJhIiwtMSxudWxsXQ', 'bnVsbA', '%00'])(
    'a cursor that is none of ours is refused: %j',
    async (cursor) => {
      const { search } = await withReports(aReport('A', 'F-1'));
      await expect(search('Observation', `patient=PATIENT&_cursor=${cursor}`)).rejects.toMatchObject({
        status: 400,
        issue: 'invalid',
      });
    },
  );
});

describe('a search of everybody', () => {
  test.each([
    ['Observation', ''],
    ['Observation', 'code=GLU'],
    ['DiagnosticReport', 'date=2026'],
    ['Patient', ''],
  ] as const)('is not answered: %s?%s', async (type, query) => {
    const { search } = await withReports(aReport('A', 'F-1'));
    await expect(search(type, query)).rejects.toMatchObject({ status: 400, issue: 'too-costly' });
  });

  test('is by a number that names its system', async () => {
    const { search, patient } = await withReports(aReport('A', 'F-1'), aReport('B', 'F-2'));
    const { ids, counts } = await search('DiagnosticReport', `identifier=${orderNumber('F-1')}`);
    expect(ids).toHaveLength(1);
    expect([...counts]).toEqual([[patient, 1]]);
    await expect(search('DiagnosticReport', 'identifier=F-1')).rejects.toMatchObject({
      issue: 'not-supported',
    });
  });
});

describe('a search of patients', () => {
  const patientNumber = (value: string): string =>
    `identifier=${encodeURIComponent(`https://lab.test/id/RIVERSIDE|${value}`)}`;

  test.each(['identifier=|F-1', `identifier=${orderNumber('')}`])(
    'an identifier without its system or its value is refused, and not answered with nothing: %s',
    async (query) => {
      const { search } = await withReports(aReport('A', 'F-1'));
      for (const type of ['DiagnosticReport', 'Patient'] as const)
        await expect(search(type, query)).rejects.toMatchObject({ status: 400, issue: 'not-supported' });
    },
  );

  test('by the number of a merged patient finds that patient, who names the surviving one', async () => {
    const { search, patient: survivor } = await withReports(
      aReport('A', 'F-1'),
      aReport('B', 'F-2'),
      toMessage(
        msh({ 9: 'ADT^A40', 10: 'MERGE', 7: '20260304' }),
        segment('EVN', { 2: '20260304' }),
        pid({ 3: 'B^^^RIVERSIDE^MR' }),
        segment('MRG', { 1: 'A^^^RIVERSIDE^MR' }),
      ),
    );
    const retired = patientKeyOf({ value: 'A', assigner: {}, scope: 'RIVERSIDE' });
    expect(survivor).not.toBe(retired);
    const { resource, counts } = await search('Patient', patientNumber('A'));
    expect(resource.entry).toMatchObject([
      {
        resource: {
          id: retired,
          active: false,
          link: [{ type: 'replaced-by', other: { reference: `Patient/${survivor}` } }],
        },
      },
    ]);
    expect([...counts]).toEqual([[retired, 1]]);
    expect((await search('Patient', patientNumber('B'))).ids).toEqual([survivor]);
    expect(
      (await search('Patient', `${patientNumber('A')},${patientNumber('B').slice(11)}`)).ids,
    ).toHaveLength(2);
    // a token of the survivor does not show the other
    expect((await search('Patient', patientNumber('A'), { actor: 'portal', patient: survivor })).ids).toEqual(
      [],
    );
  });

  test('finds a patient with more reports than one request may read', async () => {
    const { search, patient, cloud } = await withReports(aReport('A', 'F-1'));
    for (let at = 0; at < 250; at++)
      await cloud.index.putNames(`other-${at}`, [reportName('patient', 'RIVERSIDE', 'A')]);
    expect((await search('Patient', patientNumber('A'))).ids).toEqual([patient]);
  });

  test('with a token of one patient finds that patient, and no other by id', async () => {
    const { search, cloud, patient } = await withReports(aReport('A', 'F-1'), aReport('B', 'F-2'));
    const keys = cloud.reports.all().map(({ report }) => report.patient?.key);
    const access = { actor: 'portal', patient };
    expect((await search('Patient', '', access)).ids).toEqual([patient]);
    expect((await search('Patient', `_id=${keys}`, access)).ids).toEqual([patient]);
    expect((await search('Patient', `_id=${keys}`)).ids.toSorted()).toEqual(keys.toSorted());
  });
});

describe('_revinclude=Provenance:target', () => {
  const asked = async (query: string, toProvenance: Access | undefined = everybody) => {
    const { cloud, dependencies } = aReadableCloud();
    await cloud.run(aReport('A', 'F-1', { results: threeResults }));
    const patient = cloud.reports.all()[0]?.report.patient?.key ?? '';
    const { resource, counts } = await searchResources(
      'Observation',
      new URLSearchParams(`patient=${patient}&${query}`),
      everybody,
      dependencies,
      BASE,
      toProvenance,
    );
    return { entries: resource.entry ?? [], count: counts.get(patient) };
  };

  test('adds the origin of each report once, which names every match', async () => {
    const { entries, count } = await asked('_revinclude=Provenance:target');
    expect(entries.map(({ search }) => search?.mode)).toEqual(['match', 'match', 'match', 'include']);
    const provenance = entries.at(-1)?.resource;
    if (provenance?.resourceType !== 'Provenance') throw new Error('no Provenance');
    const targets = provenance.target.map(({ reference }) => reference);
    for (const { resource } of entries.slice(0, 3)) expect(targets).toContain(`Observation/${resource?.id}`);
    expect(entries.at(-1)?.fullUrl).toBe(`${BASE}/Provenance/${provenance.id}`);
    expect(count).toBe(4);
  });

  test('adds none of which the token shows nothing', async () => {
    const { entries } = await asked('_revinclude=Provenance:target', { actor: 'a', patient: 'else' });
    expect(entries).toHaveLength(3);
  });

  test.each(['_revinclude=Provenance:agent', '_revinclude=*', '_revinclude:iterate=Provenance:target'])(
    '%s is refused',
    async (query) => {
      await expect(asked(query)).rejects.toMatchObject({ status: 400, issue: 'not-supported' });
    },
  );
});
