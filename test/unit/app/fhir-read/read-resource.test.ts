import { describe, expect, test } from '@jest/globals';
import type { Access } from '../../../../lib/app/fhir-read/access.ts';
import { publishedVersion, readPatient, readResource } from '../../../../lib/app/fhir-read/read-resource.ts';
import { type Readable, type ReadableType, resourcesOf } from '../../../../lib/app/fhir-read/resources.ts';
import { msh, pid, segment, toMessage } from '../../../support/messages.ts';
import { aReadableCloud, aReport } from '../../../support/readable.ts';

const everybody: Access = { actor: 'reader' };

async function withReport(bytes = aReport('A', 'F-1', { results: [{}, { 3: 'NA^Sodium^L', 5: '140' }] })) {
  const { cloud, dependencies } = aReadableCloud();
  await cloud.run(bytes);
  const [version] = cloud.reports.all();
  if (version === undefined) throw new Error('no report');
  const resources = resourcesOf(version, dependencies) as readonly Readable[];
  const read = (type: ReadableType, id: string, access = everybody, query = '') =>
    readResource(type, id, new URLSearchParams(query), access, dependencies);
  return { cloud, dependencies, version, resources, read, patient: version.report.patient?.key ?? '' };
}

const merge = toMessage(
  msh({ 9: 'ADT^A40', 10: 'M-merge', 7: '20260304' }),
  segment('EVN', { 2: '20260304' }),
  pid({ 3: 'B^^^RIVERSIDE^MR' }),
  segment('MRG', { 1: 'A^^^RIVERSIDE^MR' }),
);

describe('a resource is read by its id', () => {
  test.each(['DiagnosticReport', 'Observation', 'Patient', 'ServiceRequest'] as const)('%s', async (type) => {
    const { resources, read, patient } = await withReport(
      aReport('A', 'F-1', { order: { 2: 'P-1^EHR' }, results: [{}, { 3: 'NA^Sodium^L', 5: '140' }] }),
    );
    const own = resources.filter(({ resourceType }) => resourceType === type);
    expect(own.length).toBeGreaterThan(0);
    for (const { id } of own) {
      const { resource, counts } = await read(type, id);
      expect([resource.resourceType, resource.id]).toEqual([type, id]);
      expect([...counts]).toEqual([[patient, 1]]);
    }
  });

  test.each(['DiagnosticReport', 'Patient'] as const)(
    '%s, with its profile if the site asks for profiles',
    async (type) => {
      const { cloud, dependencies } = aReadableCloud();
      await cloud.run(aReport('A', 'F-1'));
      const [version] = cloud.reports.all();
      const id = type === 'Patient' ? version?.report.patient?.key : version?.report.key;
      const profilesOf = async (profiles: 'us-core-8' | undefined) => {
        const asked = { ...dependencies, profiles };
        const { resource } = await readResource(type, id ?? '', new URLSearchParams(), everybody, asked);
        return resource.meta?.profile;
      };
      expect(await profilesOf(undefined)).toBeUndefined();
      expect(await profilesOf('us-core-8')).toEqual([expect.stringMatching(/us-core-[a-z-]+\|8\.0\.0$/)]);
    },
  );

  test('a specimen, by a name of its own', async () => {
    const { resources, read } = await withReport(aReport('A', 'F-1', { order: { 15: 'BLD' } }));
    const id = resources.find(({ resourceType }) => resourceType === 'Specimen')?.id ?? '';
    expect((await read('Specimen', id)).resource.id).toBe(id);
  });

  test.each([
    ['unknown', () => 'none'],
    ['empty', () => ''],
    ['of another type', (report: string) => report],
    ['of a result that the report has not', (report: string) => `${report}-none`],
    ['a word of JavaScript', () => '__proto__'],
    ['very long', () => 'a'.repeat(100_000)],
  ])('an id that is %s is not found', async (_, idOf) => {
    const { read, version } = await withReport();
    await expect(read('Observation', idOf(version.report.key))).rejects.toMatchObject({
      status: 404,
      issue: 'not-found',
      message: 'there is no Observation of this id',
      patients: [],
    });
  });

  test('parameters are refused, because they would be ignored', async () => {
    const { read, version } = await withReport();
    await expect(
      read('DiagnosticReport', version.report.key, everybody, '_summary=true'),
    ).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('a token of one patient', () => {
  test('reads what is about them', async () => {
    const { read, version, patient } = await withReport();
    const access = { actor: 'portal', patient };
    expect((await read('DiagnosticReport', version.report.key, access)).resource.id).toBe(version.report.key);
    expect((await read('Patient', patient, access)).resource.id).toBe(patient);
  });

  test('cannot tell what is about another from what does not exist; the log can', async () => {
    const { read, version, patient } = await withReport();
    const access = { actor: 'portal', patient: 'somebody' };
    for (const [type, id] of [
      ['DiagnosticReport', version.report.key],
      ['Patient', patient],
    ] as const)
      await expect(read(type, id, access)).rejects.toMatchObject({
        status: 404,
        message: `there is no ${type} of this id`,
        patients: [patient],
      });
  });
});

describe('a patient who was merged', () => {
  test('can be read, is not active, and names the survivor', async () => {
    const { cloud, read, patient } = await withReport();
    await cloud.run(merge);
    const { resource, counts } = await read('Patient', patient);
    const survivor = cloud.reports.all()[0]?.report.patient?.key;
    expect(survivor).not.toBe(patient);
    expect(resource).toMatchObject({
      id: patient,
      active: false,
      link: [{ other: { reference: `Patient/${survivor}` }, type: 'replaced-by' }],
    });
    expect([...counts]).toEqual([[patient, 1]]);
  });

  test('the report is about the survivor, and no token of the retired number reads it', async () => {
    const { cloud, read, version, patient } = await withReport();
    await cloud.run(merge);
    const { key } = version.report;
    await expect(read('DiagnosticReport', key, { actor: 'portal', patient })).rejects.toMatchObject({
      status: 404,
    });
    const survivor = cloud.reports.all()[0]?.report.patient?.key ?? '';
    const { resource } = await read('DiagnosticReport', key, { actor: 'portal', patient: survivor });
    expect(resource).toMatchObject({ subject: { reference: `Patient/${survivor}` } });
  });

  test('of whom nobody is known is undefined', async () => {
    const { dependencies } = await withReport();
    expect(await readPatient('nobody', dependencies)).toBeUndefined();
  });
});

describe('the version that readers see', () => {
  const aStore = (latest: { version: number; published?: number } | undefined) => ({
    latest: async () => latest,
    version: async (key: string, version: number) => ({ key, version }),
  });
  const shown = async (latest: { version: number; published?: number } | undefined) => {
    const { dependencies } = aReadableCloud();
    const reports = aStore(latest) as unknown as typeof dependencies.reports;
    return (await publishedVersion('r1', { ...dependencies, reports }))?.version;
  };

  test('is the newest if it is published, otherwise the one that is', async () => {
    expect(await shown({ version: 3, published: 3 })).toBe(3);
    expect(await shown({ version: 3, published: 2 })).toBe(2);
  });

  test('is none of a report that was only held, or that there is not', async () => {
    expect(await shown({ version: 3 })).toBeUndefined();
    expect(await shown(undefined)).toBeUndefined();
  });

  test('so a held report cannot be read', async () => {
    const { cloud, dependencies } = aReadableCloud();
    await cloud.run(aReport('', 'F-1'));
    const [version] = cloud.reports.all();
    expect(version?.published).toBeUndefined();
    await expect(
      readResource(
        'DiagnosticReport',
        version?.report.key ?? '',
        new URLSearchParams(),
        everybody,
        dependencies,
      ),
    ).rejects.toMatchObject({ status: 404 });
  });
});
