import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { validateResource } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import { DynamoExportStore } from '../../../../lib/adapters/dynamodb/export-store.ts';
import { DynamoPublishedReports } from '../../../../lib/adapters/dynamodb/published-reports.ts';
import { DynamoReportStore } from '../../../../lib/adapters/dynamodb/report-store.ts';
import { MemoryAuditLog } from '../../../../lib/adapters/memory/audit-log.ts';
import { PayloadStore } from '../../../../lib/adapters/s3/payload-store.ts';
import { answerExport } from '../../../../lib/app/bulk-export/answer-export.ts';
import { exportStep, giveUp } from '../../../../lib/app/bulk-export/export-step.ts';
import type { ExportStep } from '../../../../lib/model/export-job.ts';
import { digestOf } from '../../../../lib/model/identity.ts';
import type { ReportVersion } from '../../../../lib/model/report.ts';
import { loadFhirDefinitions } from '../../../../local/ehr/fhir-definitions.ts';
import { startTable } from '../../../support/dynamodb.ts';
import { aReadableCloud, aReport, BASE } from '../../../support/readable.ts';

let now = new Date('2026-03-02T12:00:00Z');
const clock = () => now;
loadFhirDefinitions();
const { client, table, stop } = await startTable(clock);
afterAll(stop);
const counted: string[] = [];
client.middlewareStack.add(
  (next, context) => async (args) => {
    counted.push(String(context.commandName));
    return next(args);
  },
  { step: 'initialize' },
);

const { cloud, dependencies: readable } = aReadableCloud();
const store = {
  table,
  payloads: new PayloadStore('none'),
  retention: { reports: 10, classes: [], messages: 10, controls: 10, audit: 10 },
};
const reports = new DynamoReportStore(store);

/** Reports of three patients, of whom the first has two of the same tube. */
for (const [patient, filler] of [
  ['A', 'F-1'],
  ['A', 'F-2'],
  ['B', 'F-3'],
  ['C', 'F-4'],
] as const)
  await cloud.run(aReport(patient, filler, { results: [{}, { 3: '2160-0^Creatinine^LN' }] }));
const tube = {
  fillerId: { value: 'T-1', scope: 'CORELIS', assigner: {} },
  ...{ roles: [], rejectReasons: [], conditions: [], notes: [] },
};
const originals = cloud.reports
  .all()
  .map((version, index) =>
    index < 2 ? { ...version, report: { ...version.report, specimens: [tube] } } : version,
  );
const at = (version: ReportVersion, createdAt: string, more: object = {}): ReportVersion => ({
  ...version,
  createdAt,
  ...more,
});
for (const version of originals) await reports.append(at(version, '2026-03-02T08:00:00.000Z'));

const files = new Map<string, string>();
const queue: ExportStep[] = [];
const audit = new MemoryAuditLog();
let fails: 'files' | 'queue' | 'advance' | 'part' | undefined;
const orFail = (when: typeof fails): void => {
  if (fails === when) throw new Error('killed');
};
class KilledStore extends DynamoExportStore {
  override async advance(...given: Parameters<DynamoExportStore['advance']>) {
    orFail('advance');
    return super.advance(...given);
  }
  override async keepPart(...given: Parameters<DynamoExportStore['keepPart']>) {
    orFail('part');
    return super.keepPart(...given);
  }
}
const dependencies = {
  exports: new KilledStore(store),
  published: new DynamoPublishedReports(store),
  reports,
  identities: cloud.identities,
  system: readable.system,
  audit,
  files: {
    write: async (name: string, text: string) => {
      orFail('files');
      files.set(name, text);
    },
    read: async (name: string) => files.get(name) ?? '',
  },
  queue: {
    send: async (step: ExportStep) => {
      orFail('queue');
      queue.push(step);
    },
  },
  clock,
  groups: ['ward'],
  shards: 16,
};

const claims = { sub: 'ehr', scope: 'system/*.rs' };
type Request = Parameters<typeof answerExport>[0];
const ask = (request: Partial<Request> = {}) =>
  answerExport(
    {
      ...{ method: 'GET', id: undefined, query: new URLSearchParams(), prefer: 'respond-async', claims },
      ...{ url: `${BASE}/$export`, requestId: `r-${Math.random()}`, baseUrl: BASE },
      ...request,
    } as Request,
    dependencies,
  );

async function started(query = '', more: Partial<Request> = {}): Promise<string> {
  const { status, headers } = await ask({ query: new URLSearchParams(query), ...more });
  expect(status).toBe(202);
  expect(headers['content-location']).toMatch(
    new RegExp(`^${BASE.replaceAll('/', '\\/')}\\/\\$export\\/[0-9a-f-]{36}$`),
  );
  return headers['content-location']?.split('/').at(-1) ?? '';
}

/** Carries out all steps. A step that fails comes back, as from the queue. */
async function run(more: { readonly mostReports?: number } = {}): Promise<void> {
  for (let step = queue.shift(); step !== undefined; step = queue.shift())
    await exportStep(step, { ...dependencies, ...more });
}

interface Manifest {
  readonly transactionTime: string;
  readonly requiresAccessToken: boolean;
  readonly output: readonly { readonly type: string; readonly url: string; readonly count: number }[];
}

async function read(id: string): Promise<Resource[]> {
  const { status, body } = await ask({ id });
  expect(status).toBe(200);
  const { output } = JSON.parse(body) as Manifest;
  const found: Resource[] = [];
  for (const { type, url, count } of output) {
    const file = await ask({ id, file: url.split('/').at(-1) });
    expect([file.status, file.headers['content-type']]).toEqual([200, 'application/fhir+ndjson']);
    const lines = file.body.split('\n').filter((line) => line !== '');
    const resources = lines.map((line) => JSON.parse(line) as Resource);
    expect(resources.map(({ resourceType }) => resourceType)).toEqual(Array(count).fill(type));
    found.push(...resources);
  }
  return found;
}

const exported = async (query = '', more: Partial<Request> = {}): Promise<Resource[]> => {
  const id = await started(query, more);
  await run();
  return read(id);
};

const namesOf = (resources: readonly Resource[]): string[] =>
  resources.map(({ resourceType, id }) => `${resourceType}/${id}`).sort();
const countOf = (resources: readonly Resource[], type: string): number =>
  resources.filter(({ resourceType }) => resourceType === type).length;

beforeEach(async () => {
  now = new Date('2026-03-02T12:00:00Z');
  fails = undefined;
  const last = await dependencies.exports.lastOf('ehr');
  if (last !== undefined) await dependencies.exports.delete(last);
  for (const list of [queue, audit.entries, counted]) list.splice(0);
});

describe('an export', () => {
  test('has every resource once, each valid', async () => {
    const resources = await exported();
    for (const resource of resources) validateResource(resource);
    expect(new Set(namesOf(resources)).size).toBe(resources.length);
    const types = ['DiagnosticReport', 'Observation', 'Patient', 'Provenance', 'ServiceRequest'];
    expect(types.map((type) => countOf(resources, type))).toEqual([4, 8, 3, 4, 4]);
    // one tube of two reports
    expect(countOf(resources, 'Specimen')).toBe(1);
  });

  test('says how far it is, and then which files there are', async () => {
    const id = await started('_type=Patient');
    expect(await ask({ id })).toMatchObject({
      status: 202,
      headers: { 'x-progress': '0 %, 0 reports', 'retry-after': '5' },
    });
    await run();
    const { body, headers } = await ask({ id });
    expect(JSON.parse(body)).toMatchObject({
      transactionTime: '2026-03-02T12:00:00.000Z',
      request: `${BASE}/$export`,
      requiresAccessToken: true,
      deleted: [],
      error: [],
    });
    expect(headers['expires']).toBe('Sun, 08 Mar 2026 12:00:00 GMT');
  });

  test('writes down each patient in it, at the time of the request, and each file that is read', async () => {
    const id = await started('_type=Observation');
    await run();
    const ofPatients = audit.entries.filter(({ patientKey }) => patientKey !== undefined);
    expect(ofPatients.reduce((sum, { count }) => sum + count, 0)).toBe(8);
    expect(new Set(ofPatients.map(({ patientKey }) => patientKey)).size).toBe(3);
    expect(ofPatients[0]).toMatchObject({ actor: 'ehr', action: 'export', subject: id, channel: 'fhir' });
    audit.entries.splice(0);
    await read(id);
    expect(audit.entries.filter(({ resourceType }) => resourceType === 'Observation').length).toBeGreaterThan(
      0,
    );
  });

  test.each(['files', 'part', 'advance', 'queue'] as const)(
    'that is killed at its %s goes on, and has everything once',
    async (place) => {
      const whole = namesOf(await exported());
      const id = await started();
      for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
        fails = place;
        const again = step;
        // a step without reports writes no file
        await exportStep(again, { ...dependencies, mostReports: 1 }).catch(() => undefined);
        fails = undefined;
        queue.splice(0);
        await exportStep(again, { ...dependencies, mostReports: 1 });
      }
      expect(namesOf(await read(id))).toEqual(whole);
    },
  );

  test('that is killed after its files writes the same ones, although reports came meanwhile', async () => {
    const id = await started();
    const [first] = queue.splice(0);
    if (first === undefined) throw new Error('no step');
    fails = 'advance';
    await exportStep(first, dependencies).catch(() => undefined);
    const before = new Map(files);
    fails = undefined;
    const late = originals[0] as ReportVersion;
    const key = '0'.repeat(32);
    // written late: its time is before that of the request
    await reports.append(at({ ...late, report: { ...late.report, key } }, '2026-03-02T11:59:59.000Z'));
    await exportStep(first, dependencies);
    for (const [name, text] of before) if (name.startsWith(id)) expect(files.get(name)).toBe(text);
    await run();
    // the next one has it: it looks two minutes further back
    const next = await exported('_since=2026-03-02T12:00:00Z&_type=DiagnosticReport');
    expect(namesOf(next)).toEqual([`DiagnosticReport/${key}`]);
  });

  test('leaves out what came after its request, and has the version before', async () => {
    now = new Date('2026-03-02T09:00:00Z');
    const id = await started('_type=DiagnosticReport');
    const [one] = originals as [ReportVersion];
    await reports.append(at(one, '2026-03-02T09:30:00.000Z', { version: 2, published: 2 }));
    await reports.append(at(one, '2026-03-02T09:40:00.000Z', { version: 3, published: 2 }));
    await run();
    const before = (await read(id)).find((resource) => resource.id === one.report.key);
    expect(before?.meta?.versionId).toBe('1');
    now = new Date('2026-03-02T12:00:00Z');
    const after = (await exported('_type=DiagnosticReport')).filter(({ id }) => id === one.report.key);
    // the newest published one, once; the third version is held
    expect(after.map(({ meta }) => meta?.versionId)).toEqual(['2']);
  });

  test('since a time, and until a time, has the reports of that period', async () => {
    const since = await exported(
      '_since=2026-03-02T09:15:00Z&_until=2026-03-02T10:00:00Z&_type=DiagnosticReport',
    );
    expect(namesOf(since)).toEqual([`DiagnosticReport/${originals[0]?.report.key}`]);
    for (const nothing of ['_until=2020-01-01T00:00:00Z', '_since=2030-01-01T00:00:00Z'])
      expect(await exported(nothing)).toEqual([]);
  });

  test('of a Group has the reports that this destination was sent', async () => {
    const [, one] = originals as [ReportVersion, ReportVersion];
    const sent = { version: 2, published: 2, destinations: ['ehr', 'ward'] };
    await reports.append(at(one, '2026-03-02T09:30:00.000Z', sent));
    const of = await exported('_type=DiagnosticReport', { group: 'ward' });
    expect(namesOf(of)).toEqual([`DiagnosticReport/${one.report.key}`]);
    expect(await ask({ group: 'other' })).toMatchObject({ status: 404 });
  });
});

describe('an export of a client', () => {
  test('is not there for another one', async () => {
    const id = await started();
    expect(await ask({ id, claims: { ...claims, sub: 'other' } })).toMatchObject({ status: 404 });
  });

  test('is the only one that it runs at a time', async () => {
    const id = await started();
    expect(await ask()).toMatchObject({
      status: 429,
      headers: { 'retry-after': '120', 'content-location': `${BASE}/$export/${id}` },
    });
    await run();
    await started();
  });

  test('can be deleted: it ends, and its files are not there any more', async () => {
    const id = await started();
    const [first] = queue;
    expect(await ask({ id, method: 'DELETE' })).toMatchObject({ status: 202 });
    expect(await exportStep(first as ExportStep, dependencies)).toBe('ended');
    expect(await ask({ id })).toMatchObject({ status: 404 });
    const other = await started();
    await run();
    const { body } = await ask({ id: other });
    const file = (JSON.parse(body) as Manifest).output[0]?.url.split('/').at(-1);
    await ask({ id: other, method: 'DELETE' });
    expect(await ask({ id: other, file })).toMatchObject({ status: 404 });
  });

  test('is over after six days', async () => {
    const id = await started();
    await run();
    now = new Date('2026-03-08T12:00:00Z');
    expect(await ask({ id })).toMatchObject({ status: 404 });
  });

  test.each([
    'x',
    'Observation-0.ndjson',
    'Observation-999.ndjson',
    'constructor-1.ndjson',
    '../Observation-1.ndjson',
  ])('has no file %j', async (file) => {
    const id = await started();
    await run();
    expect(await ask({ id, file })).toMatchObject({ status: 404 });
  });

  test('that fails at each try is said to have failed, and the client may start another', async () => {
    const id = await started();
    const step = queue.shift() as ExportStep;
    expect(await giveUp(step, dependencies)).toBe(true);
    // the entry came twice: one failure is counted
    expect(await giveUp(step, dependencies)).toBe(false);
    expect(await ask({ id })).toMatchObject({ status: 500, body: expect.stringContaining('exception') });
    await started();
  });
});

describe('an export that does not end', () => {
  test('because its entry left the queue is said to have failed after a day, and blocks no other', async () => {
    const id = await started();
    await exportStep(queue.shift() as ExportStep, { ...dependencies, mostReports: 1 });
    queue.splice(0);
    now = new Date('2026-03-03T11:00:00Z');
    expect(await ask({ id })).toMatchObject({ status: 202 });
    expect(await ask()).toMatchObject({ status: 429 });
    now = new Date('2026-03-03T12:00:01Z');
    expect(await ask({ id })).toMatchObject({ status: 500, body: expect.stringContaining('exception') });
    const other = await started();
    now = new Date('2026-03-04T12:00:02Z');
    // without a look at the other, too
    await started();
    expect(await ask({ id: other })).toMatchObject({ status: 500 });
  });

  test('because its first entry was not queued is gone', async () => {
    fails = 'queue';
    await expect(ask()).rejects.toThrow('killed');
    fails = undefined;
    await started();
  });

  test('and moves is not late', async () => {
    const id = await started();
    for (const at of ['2026-03-03T11:00:00Z', '2026-03-04T10:00:00Z', '2026-03-05T09:00:00Z']) {
      now = new Date(at);
      await exportStep(queue.shift() as ExportStep, { ...dependencies, mostReports: 1 });
      expect(await ask({ id })).toMatchObject({ status: 202 });
    }
  });
});

test('exports of two clients at once each have everything', async () => {
  const whole = namesOf(await exported());
  const other = { ...claims, sub: 'registry' };
  const [one, two] = [await started(), await started('', { claims: other })];
  await run({ mostReports: 1 });
  expect(namesOf(await read(one))).toEqual(whole);
  const { output } = JSON.parse((await ask({ id: two, claims: other })).body) as Manifest;
  const lines: string[] = [];
  for (const { url } of output)
    lines.push(
      ...(await ask({ id: two, claims: other, file: url.split('/').at(-1) })).body.trimEnd().split('\n'),
    );
  expect(namesOf(lines.map((line) => JSON.parse(line) as Resource))).toEqual(whole);
  await dependencies.exports.delete((await dependencies.exports.lastOf('registry')) as never);
});

test('a file fits into an answer of Lambda, with its quotes escaped, and is not much smaller than it may be', async () => {
  const [one] = originals as [ReportVersion];
  const [result] = one.report.observations;
  if (result === undefined) throw new Error('no result');
  const observations = Array.from({ length: 300 }, (_, index) => ({ ...result, slot: `S${index}` }));
  for (let number = 0; number < 40; number++) {
    const key = `f${String(number).padStart(31, '0')}`;
    await reports.append(
      at({ ...one, report: { ...one.report, key, observations } }, '2026-03-02T10:30:00.000Z'),
    );
  }
  const id = await started('_since=2026-03-02T10:15:00Z&_until=2026-03-02T10:45:00Z&_type=Observation');
  await run();
  const sizes = [...files]
    .filter(([name]) => name.startsWith(id))
    .map(([, text]) => JSON.stringify(text).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(6_000_000);
  expect(Math.max(...sizes)).toBeLessThan(5_100_000);
  expect(Math.max(...sizes)).toBeGreaterThan(4_000_000);
});

test('an export costs the same for each report, however many others there are', async () => {
  const count = async (query: string): Promise<number> => {
    counted.splice(0);
    await started(query);
    await run();
    return counted.length;
  };
  const last = '_since=2026-03-02T11:55:00Z&_type=Observation';
  const before = await count(last);
  const [, , , one] = originals as [ReportVersion, ReportVersion, ReportVersion, ReportVersion];
  const many = Array.from({ length: 60 }, (_, index) => digestOf(`many ${index}`));
  for (const key of many)
    await reports.append(at({ ...one, report: { ...one.report, key } }, '2026-03-02T08:30:00.000Z'));
  expect(await count(last)).toBe(before);
  const period = '_since=2026-03-02T08:15:00Z&_until=2026-03-02T08:45:00Z&_type=Observation';
  const none = await count('_until=2020-01-01T00:00:00Z');
  // one step reads and writes its job and plan, and queries the index once for each part
  expect(none).toBe(3 + 4 + 16);
  // and a read for each report; a step with reports stores what its files hold
  expect(await count(period)).toBe(none + many.length + 1);
});

test('a small export has one file for each type, wherever its reports are in the index', async () => {
  const id = await started('_until=2026-03-02T08:20:00Z');
  await run();
  const { output } = JSON.parse((await ask({ id })).body) as Manifest;
  expect(output.length).toBeGreaterThan(4);
  expect(new Set(output.map(({ type }) => type)).size).toBe(output.length);
});

describe('an export with more files than an answer can list', () => {
  // four reports in each of sixteen parts of the index, two in each step: 32 files of one type
  const REPORTS = 64;
  const limits = { mostReports: 2 };
  beforeAll(async () => {
    const [, , , one] = originals as [ReportVersion, ReportVersion, ReportVersion, ReportVersion];
    for (let number = 1; number <= REPORTS; number++) {
      const key = `${(number % 16).toString(16)}7${String(number).padStart(30, '0')}`;
      await reports.append(at({ ...one, report: { ...one.report, key } }, '2026-03-02T07:00:00.000Z'));
    }
  });
  const period = '_since=2026-03-02T06:50:00Z&_until=2026-03-02T07:10:00Z&_type=DiagnosticReport';
  const runWithin = async (mostFiles: number): Promise<string[]> => {
    const outcomes: string[] = [];
    for (let step = queue.shift(); step !== undefined; step = queue.shift())
      outcomes.push(await exportStep(step, { ...dependencies, ...limits, mostFiles }));
    return outcomes;
  };

  test('ends when a part of the index shows it, and says how many it would have', async () => {
    const id = await started(period);
    expect(await runWithin(10)).toEqual(['exported', 'exported', 'too-many-files']);
    const { status, body } = await ask({ id });
    expect([status, JSON.parse(body).issue[0].code]).toEqual([500, 'too-costly']);
    expect(body).toContain('about 48 files, more than one answer can list. It ended after 6 reports: divide');
    // the client may start another
    await started(period);
  });

  test('ends well if they fit in the end', async () => {
    const id = await started(period);
    expect((await runWithin(39)).at(-1)).toBe('complete');
    const { output } = JSON.parse((await ask({ id })).body) as Manifest;
    expect(output).toHaveLength(32);
    expect(output.reduce((sum, { count }) => sum + count, 0)).toBe(REPORTS);
  });
});
