import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes';
import { MemoryAuditLog } from '../../../../lib/adapters/memory/audit-log.ts';
import type { Claims } from '../../../../lib/app/fhir-read/access.ts';
import { answerRead } from '../../../../lib/app/fhir-read/answer-read.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const BASE = 'https://api.test/live/fhir';
const site = aSite({
  sources: [{ id: 'any', kind: 'lis' }],
  access: { issuer: 'https://login.test', audience: ['labwire'] },
});
const cloud = aMemoryCloud(site);

/** Two results of `A`, one of `B`, one of `C`; `D` was merged into `C`. */
let ids: Readonly<Record<'A' | 'B' | 'C' | 'D', string>>;

const oru = (number: string, order: string, values: readonly string[]) =>
  anOru({
    header: { 10: `M-${order}` },
    patient: { 3: `${number}^^^RIVERSIDE^MR`, 5: `${number}^Test` },
    order: { 2: `P-${order}^EHR`, 3: `F-${order}^CORELIS`, 4: 'PANEL^Panel^L', 22: '20260302' },
    results: values.map((value, index) => ({ 3: `C${index}^Test^L`, 5: value, 14: '20260302' })),
  });

const reader = { sub: 'reader', scope: 'system/*.rs' };

async function ask(path: string, claims: Claims = reader) {
  const audit = new MemoryAuditLog();
  const url = new URL(`${BASE}/${path}`);
  const [type = '', id] = url.pathname.slice('/live/fhir/'.length).split('/');
  const { status, body, count } = await answerRead(
    { type, id, query: url.searchParams, claims, requestId: 'r1', baseUrl: BASE },
    { ...cloud, audit, system: site.laboratory.system, clock: () => new Date('2026-03-02T15:00:00Z') },
  );
  const answer = JSON.parse(body) as Pick<Bundle, 'entry' | 'link'> &
    Partial<Pick<OperationOutcome, 'issue'>>;
  const resources = (answer.entry ?? []).flatMap(({ resource }) => resource ?? []);
  const written = audit.entries
    .map(({ patientKey, count }) => `${nameOf(patientKey)} ${count}`)
    .sort()
    .join(', ');
  return { status, count, answer, resources, written, entries: audit.entries };
}

const nameOf = (key: string | undefined): string =>
  Object.entries(ids).find(([, id]) => id === key)?.[0] ?? String(key);

const numberOf = (name: string): string => encodeURIComponent(`https://lab.test/id/RIVERSIDE|${name}`);
const orderOf = (name: string): string => encodeURIComponent(`https://lab.test/id/CORELIS|${name}`);
const values = (resources: readonly Resource[]) =>
  resources.map((one) => (one.resourceType === 'Observation' ? one.valueQuantity?.value : one.resourceType));

beforeAll(async () => {
  ids = { A: '', B: '', C: '', D: '' };
  await cloud.run(oru('A', 'A', ['1', '2']));
  await cloud.run(oru('B', 'B', ['3']));
  await cloud.run(oru('C', 'C', ['4']));
  await cloud.run(oru('D', 'D', ['5']));
  const idOf = async (name: string): Promise<string> =>
    (await ask(`Patient?identifier=${numberOf(name)}`)).resources[0]?.id ?? '';
  ids = { A: await idOf('A'), B: await idOf('B'), C: await idOf('C'), D: await idOf('D') };
  await cloud.run(
    toMessage(
      msh({ 9: 'ADT^A40', 10: 'M-merge', 7: '20260304' }),
      segment('EVN', { 2: '20260304' }),
      pid({ 3: 'C^^^RIVERSIDE^MR' }),
      segment('MRG', { 1: 'D^^^RIVERSIDE^MR' }),
    ),
  );
});

describe('an answer about several patients is written down under each', () => {
  test('Patient?_id=A,B', async () => {
    const { resources, written } = await ask(`Patient?_id=${ids.A},${ids.B}`);
    expect(resources.map(({ id }) => id).sort()).toEqual([ids.A, ids.B].sort());
    expect(written).toBe('A 1, B 1');
  });

  test.each([
    ['Patient', () => `identifier=${numberOf('A')},${numberOf('B')}`, 'A 1, B 1'],
    ['DiagnosticReport', () => `identifier=${orderOf('F-A')},${orderOf('F-B')}`, 'A 1, B 1'],
    ['Observation', () => `patient=${ids.A},${ids.B}`, 'A 2, B 1'],
    ['Observation', () => `subject=Patient/${ids.A},${BASE}/Patient/${ids.B}`, 'A 2, B 1'],
  ])('%s by %s', async (type, query, expected) => {
    expect((await ask(`${type}?${query()}`)).written).toBe(expected);
  });

  test('Observation?_id of three patients, and of nobody else', async () => {
    const found = await Promise.all(
      ['A', 'B', 'C'].map((name) => ask(`Observation?patient=${ids[name as 'A']}`)),
    );
    const all = found.flatMap(({ resources }) => resources.slice(0, 1).map(({ id }) => id));
    const { written, count } = await ask(`Observation?_id=${all.join(',')}`);
    expect([written, count]).toEqual(['A 1, B 1, C 1', 3]);
  });

  test('a patient who was asked for and has nothing', async () => {
    expect((await ask(`Observation?patient=${ids.A}&code=NONE`)).written).toBe('A 0');
  });

  test('an answer about nobody, once', async () => {
    expect((await ask('Patient?_id=nobody')).written).toBe('undefined 0');
  });

  test('a page, with the patients of that page alone', async () => {
    const first = await ask(`Patient?_id=${ids.A},${ids.B}&_count=1`);
    expect(first.written).toBe('A 1');
    const next = first.answer.link?.find(({ relation }) => relation === 'next')?.url ?? '';
    const second = await ask(next.slice(BASE.length + 1));
    expect([second.written, second.answer.link?.length]).toEqual(['B 1', 1]);
  });

  test('before the answer: an entry that cannot be written leaves it unanswered', async () => {
    const record = () => Promise.reject(new Error('no table'));
    const query = new URLSearchParams({ _id: `${ids.A},${ids.B}` });
    await expect(
      answerRead(
        { type: 'Patient', id: undefined, query, claims: reader, requestId: 'r1', baseUrl: BASE },
        { ...cloud, audit: { record }, system: site.laboratory.system, clock: () => new Date() },
      ),
    ).rejects.toThrow('no table');
  });
});

describe('repeated parameters must all match, and alternatives need not', () => {
  test.each([
    [() => `_id=${ids.A}&_id=${ids.B}`, 0],
    [() => `_id=${ids.A},${ids.B}&_id=${ids.B}`, 1],
    [() => `_id=${ids.B}&identifier=${numberOf('A')}`, 0],
    [() => `identifier=${numberOf('A')}&identifier=${numberOf('B')}`, 0],
    [() => `identifier=${numberOf('A')}&_id=${ids.A},${ids.B}`, 1],
  ])('Patient?%s', async (query, count) => {
    expect((await ask(`Patient?${query()}`)).count).toBe(count);
  });

  test.each([
    [() => `patient=${ids.A}&patient=${ids.B}`, []],
    [() => `patient=${ids.A}&subject=${ids.B}`, []],
    [() => `patient=${ids.A}&subject=Patient/${ids.A}`, [1, 2]],
    [() => `patient=${ids.C}&patient=${ids.D}`, [4, 5]],
    [() => `patient=${ids.A}&code=C0&code=C1`, []],
    [() => `patient=${ids.A}&code=C0,C1&code=C1`, [2]],
    [() => `patient=${ids.A}&status=final&status=preliminary`, []],
    [() => `patient=${ids.A}&date=2026-03-01,2026-03-02`, [1, 2]],
    [() => `patient=${ids.A}&date=2026-03-01&date=2026-03-02`, []],
  ])('Observation?%s', async (query, expected) => {
    expect(values((await ask(`Observation?${query()}`)).resources).sort()).toEqual(expected);
  });

  test('several patients page by page are everything once', async () => {
    const seen: unknown[] = [];
    let path: string | undefined = `Observation?patient=${ids.A},${ids.B},${ids.C}&_count=1`;
    while (path !== undefined) {
      const { answer, resources }: Awaited<ReturnType<typeof ask>> = await ask(path);
      seen.push(...values(resources));
      path = answer.link?.find(({ relation }) => relation === 'next')?.url?.slice(BASE.length + 1);
    }
    expect(seen.sort()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('a parameter that would be ignored is refused', () => {
  test.each([
    [() => `Patient?patient=${ids.A}&_id=${ids.B}`, 'not-supported'],
    [() => `Patient?_id=${ids.A}&code=C0`, 'not-supported'],
    [() => `Specimen?patient=${ids.A}&date=2026`, 'not-supported'],
    [() => `Observation?subject:Patient.identifier=${numberOf('A')}`, 'not-supported'],
    [() => `Observation?patient.identifier=${numberOf('A')}`, 'not-supported'],
    [() => `Observation?patient:Patient=${ids.A}`, 'not-supported'],
    [() => `Observation?patient=${ids.A}&code:text=glucose`, 'not-supported'],
    [() => `Observation?patient=${ids.A}&_include=Observation:subject`, 'not-supported'],
    [() => `Patient?_id=${ids.A}&_revinclude=Observation:subject`, 'not-supported'],
    [() => `Observation?patient=${ids.A}&_summary=count`, 'not-supported'],
    [() => `Observation?patient=${ids.A}&_has:Patient=x`, 'not-supported'],
    [() => `Observation?patient=${ids.A}&_format=xml`, 'not-supported'],
    [() => `Observation/$lastn?patient=${ids.A}&smell=sweet`, 'not-supported'],
    [() => `Observation/$lastn?patient=${ids.A}&_cursor=x`, 'not-supported'],
    [() => `Patient/${ids.A}?_id=${ids.B}`, 'not-supported'],
    [() => `Patient/${ids.A}?_elements=id`, 'not-supported'],
    [() => `Observation/$lastn?patient=${ids.A},${ids.B}`, 'invalid'],
    [() => `Observation?patient=`, 'invalid'],
    [() => `Observation?patient=${ids.A}&code=`, 'invalid'],
    [() => `Observation?patient=${ids.A}&code=,`, 'invalid'],
    [() => `Observation?patient=${ids.A}&_count=1&_count=100`, 'invalid'],
    [() => `Observation?patient=https://other.test/fhir/Patient/${ids.A}`, 'invalid'],
    [() => `Observation?patient=Observation/${ids.A}`, 'invalid'],
    [() => `Observation?patient=${Array.from({ length: 21 }, (_, at) => `p${at}`)}`, 'too-costly'],
    [
      () => `Observation?_id=${Array.from({ length: 201 }, (_, at) => String(at).padStart(32, '0'))}`,
      'too-costly',
    ],
  ])('%s', async (path, code) => {
    const { status, answer } = await ask(path());
    expect([status, answer.issue?.[0]?.code, answer.entry]).toEqual([400, code, undefined]);
  });
});

describe('a refused request is written down', () => {
  const own = () => ({ sub: 'portal', scope: 'patient/*.rs', patient: ids.A });

  test.each([
    ['without a scope', () => [`Patient/${ids.A}`, { sub: 'x', scope: '' }] as const, 403, 'undefined 0'],
    ['for another patient', () => [`Observation?patient=${ids.B}`, own()] as const, 403, 'B 0'],
    ['for what is hidden', () => [`Patient/${ids.B}`, own()] as const, 404, 'B 0'],
    ['for what there is not', () => ['Observation/none', reader] as const, 404, 'undefined 0'],
    ['of a type that there is not', () => ['Okafor?name=Amara', reader] as const, 404, 'undefined 0'],
    [
      'for an id that is too long',
      () => [`Patient/${'a'.repeat(3000)}`, reader] as const,
      404,
      'undefined 0',
    ],
    [
      'for a list of such ids',
      () => [`Patient?_id=x,${'a'.repeat(65)}`, reader] as const,
      400,
      'undefined 0',
    ],
    ['for a result of such an id', () => [`Observation?_id=a%23b`, reader] as const, 400, 'undefined 0'],
    [
      'behind such a place',
      () => [`Patient?_id=a&_cursor=${'a'.repeat(501)}`, reader] as const,
      400,
      'undefined 0',
    ],
    [
      'from a day that there is not',
      () => ['Observation?patient=a&date=ge2026-99-99', reader] as const,
      400,
      'undefined 0',
    ],
    [
      'of a token with such a patient',
      () => ['Observation/none', { ...own(), patient: 'a'.repeat(65) }] as const,
      403,
      'undefined 0',
    ],
    ['that cannot be understood', () => ['Patient?Okafor=Amara', reader] as const, 400, 'undefined 0'],
  ])('%s', async (_, request, status, expected) => {
    const [path, claims] = request();
    const { status: answered, written, entries } = await ask(path, claims);
    expect([answered, written]).toEqual([status, expected]);
    expect(entries).toMatchObject([{ actor: claims.sub, status, count: 0 }]);
    // neither an unknown type nor an unknown name may be written: either may be data
    expect(JSON.stringify(entries)).not.toMatch(/Okafor|Amara/);
  });

  test('unless the token names no reader', async () => {
    const { status, entries } = await ask(`Patient/${ids.A}`, { scope: 'system/*.rs' });
    expect([status, entries]).toEqual([403, []]);
  });

  test('a token for one patient sees no other among several', async () => {
    expect((await ask(`Patient?_id=${ids.A},${ids.B}`, own())).written).toBe('A 1');
    const orders = `identifier=${orderOf('F-A')},${orderOf('F-B')}`;
    expect((await ask(`DiagnosticReport?${orders}`, own())).written).toBe('A 1');
    expect((await ask(`Observation?patient=${ids.A},${ids.B}`, own())).status).toBe(403);
  });
});
