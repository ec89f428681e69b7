import { describe, expect, test } from '@jest/globals';
import type { Observation } from '@medplum/fhirtypes';
import type { Access } from '../../../../lib/app/fhir-read/access.ts';
import { lastResults } from '../../../../lib/app/fhir-read/last-results.ts';
import { aReadableCloud, aReport, BASE } from '../../../support/readable.ts';

const everybody: Access = { actor: 'reader' };

async function withReports(...reports: readonly Uint8Array[]) {
  const { cloud, dependencies } = aReadableCloud();
  for (const report of reports) await cloud.run(report);
  const patient = cloud.reports.all()[0]?.report.patient?.key ?? '';
  const ask = async (query: string, access = everybody) => {
    const { resource, counts } = await lastResults(
      new URLSearchParams(query.replaceAll('PATIENT', patient)),
      access,
      dependencies,
      BASE,
    );
    const found = (resource.entry ?? []).map((entry) => entry.resource as Observation);
    return { resource, counts, values: found.map((one) => one.valueQuantity?.value) };
  };
  return { ask, patient };
}

const glucose = (day: string, value: string, fields: Readonly<Record<number, string>> = {}) =>
  aReport('A', `F-${day}`, { day, results: [{ 5: value, ...fields }] });

describe('Observation/$lastn (FHIR R4)', () => {
  test.each([
    ['in order', ['02', '03', '04']],
    ['out of order', ['04', '02', '03']],
  ])('is the newest result by its own time, whatever arrived %s', async (_, days) => {
    const { ask } = await withReports(...days.map((day) => glucose(day, day)));
    expect((await ask('patient=PATIENT')).values).toEqual([4]);
    expect((await ask('patient=PATIENT&max=2')).values).toEqual([4, 3]);
    expect((await ask('patient=PATIENT&max=9')).values).toEqual([4, 3, 2]);
  });

  test('is the newest of each analyte', async () => {
    const { ask } = await withReports(
      glucose('02', '90'),
      glucose('03', '91', { 3: 'NA^Sodium^L' }),
      glucose('04', '92', { 3: 'NA^Sodium^L' }),
    );
    expect((await ask('patient=PATIENT')).values.sort()).toEqual([90, 92]);
    expect((await ask('patient=PATIENT&code=NA')).values).toEqual([92]);
    expect((await ask('patient=PATIENT&code=NONE')).values).toEqual([]);
  });

  test('takes one LOINC code as one analyte, whatever the local code beside it', async () => {
    const { ask } = await withReports(
      glucose('02', '90', { 3: 'GLU^Glucose^L^2345-7^Glucose^LN' }),
      glucose('03', '91', { 3: '2345-7^Glucose^LN' }),
    );
    expect((await ask('patient=PATIENT')).values).toEqual([91]);
  });

  test.each(['W', 'X', 'D'])('leaves out what was taken back (OBX-11 %s)', async (status) => {
    const { ask } = await withReports(
      glucose('02', '90'),
      glucose('03', '91'),
      aReport('A', 'F-03', {
        day: '04',
        order: { 7: '202603030700+0000' },
        results: [{ 5: '', 11: status, 14: '202603030700+0000' }],
      }),
    );
    expect((await ask('patient=PATIENT')).values).toEqual([90]);
  });

  test('says nothing in the bundle where there is nothing, and counts the patient who was asked for', async () => {
    const { ask, patient } = await withReports(glucose('02', '90'));
    const { resource, counts } = await ask('patient=PATIENT&code=NONE');
    expect(resource).toEqual({ resourceType: 'Bundle', type: 'searchset' });
    expect([...counts]).toEqual([[patient, 0]]);
    expect([...(await ask('patient=PATIENT')).counts]).toEqual([[patient, 1]]);
  });

  test('gives each result its address at this server', async () => {
    const { ask } = await withReports(glucose('02', '90'));
    const [entry] = (await ask('patient=PATIENT')).resource.entry ?? [];
    expect(entry).toMatchObject({
      fullUrl: `${BASE}/Observation/${entry?.resource?.id}`,
      search: { mode: 'match' },
    });
  });

  test('reads on behind the first hundred reports', async () => {
    const days = Array.from({ length: 28 }, (_, index) => String(index + 1).padStart(2, '0'));
    const many = [0, 1, 2, 3].flatMap((group) =>
      days.map((day) =>
        aReport('A', `F-${group}-${day}`, { day, results: [{ 3: `C${group}^Test^L`, 5: day }] }),
      ),
    );
    const { ask } = await withReports(...many.slice(0, 101));
    expect((await ask('patient=PATIENT&code=C0')).values).toEqual([28]);
    expect((await ask('patient=PATIENT&max=999')).values).toHaveLength(101);
  });

  test.each(['', 'patient=a,b', 'patient=a&patient=b', 'code=GLU'])(
    'is about one patient: %j is refused',
    async (query) => {
      const { ask } = await withReports();
      await expect(ask(query)).rejects.toMatchObject({ status: 400, issue: 'invalid' });
    },
  );

  test('of a token of one patient needs no name, and takes no other', async () => {
    const { ask, patient } = await withReports(glucose('02', '90'));
    expect((await ask('', { actor: 'portal', patient })).values).toEqual([90]);
    await expect(ask('patient=b', { actor: 'portal', patient })).rejects.toMatchObject({ status: 403 });
  });

  test.each(['max=0', 'max=x', 'max=1&max=2'])('%s is refused', async (query) => {
    const { ask } = await withReports();
    await expect(ask(`patient=a&${query}`)).rejects.toMatchObject({ status: 400, issue: 'invalid' });
  });
});
