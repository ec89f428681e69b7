import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DynamoReportStore } from '../../../../lib/adapters/dynamodb/report-store.ts';
import type { PayloadAttributes, PayloadStore } from '../../../../lib/adapters/s3/payload-store.ts';
import type { Report } from '../../../../lib/model/report.ts';
import { startTable } from '../../../support/dynamodb.ts';
import { anOru, randomText } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

let local: Awaited<ReturnType<typeof startTable>>;
let reports: DynamoReportStore;
beforeAll(async () => {
  local = await startTable(() => new Date('2026-03-02T14:00:00Z'));
  reports = new DynamoReportStore({
    table: local.table,
    payloads: inMemory(),
    retention: aSite().retention,
  });
});
afterAll(() => local.stop());

/** Payloads of any length, without a bucket. */
function inMemory(): PayloadStore {
  const objects = new Map<string, Uint8Array>();
  const store: Pick<PayloadStore, 'write' | 'read'> = {
    write: async (bodyObject, payload) => {
      objects.set(bodyObject, payload);
      return { bodyObject };
    },
    read: async ({ bodyObject = '' }: PayloadAttributes) => objects.get(bodyObject) ?? new Uint8Array(),
  };
  return store as PayloadStore;
}

let count = 0;
const aReport = (results: readonly Readonly<Record<number, string>>[]): Report => {
  const number = String(++count);
  return reportOf(anOru({ patient: { 3: `${number}^^^TEST^MR` }, order: { 3: number }, results }));
};

const patientOf = ({ patient }: Report): string => patient?.key ?? '';

/** Everything that stands under a patient. */
const viewsOf = (report: Report) =>
  Array.fromAsync(
    local.table.query({ where: 'pk = :pk', values: { ':pk': `PAT#${patientOf(report)}` } }, 'NotRead'),
  );

test('the results of a report are in its one view, and cost a kilobyte', async () => {
  const report = aReport(
    ['GLU', 'NA', 'K', 'CL', 'CA'].map((code) => ({ 3: code, 5: '93', 14: '202603020745-0500' })),
  );
  await reports.project(asVersion(report), []);
  const views = await viewsOf(report);
  expect(views).toHaveLength(1);
  const { results, ...others } = views[0] ?? {};
  expect(JSON.stringify(others).length + (results as Uint8Array).length).toBeLessThan(1024);
  expect(await reports.historyOf(patientOf(report), 'NA')).toMatchObject([
    {
      reportKey: report.key,
      version: 1,
      values: [{ kind: 'quantity', text: '93' }], // OBX-5
      status: 'F', // OBX-11
      observed: { iso: '2026-03-02T07:45:00-05:00' }, // OBX-14
    },
  ]);
  expect(await reports.historyOf(patientOf(report), 'MG')).toEqual([]);
});

test('a long text is shown by its beginning, and a document not at all', async () => {
  const report = aReport([
    { 2: 'TX', 3: 'NOTE', 5: 'x'.repeat(5000) },
    { 2: 'ED', 3: 'PDF', 5: '^application^pdf^Base64^QUJD' },
  ]);
  await reports.project(asVersion(report), []);
  const [note] = await reports.historyOf(patientOf(report), 'NOTE');
  expect(note?.values).toEqual([{ kind: 'text', text: 'x'.repeat(1000) }]);
  expect((await reports.historyOf(patientOf(report), 'PDF'))[0]?.values).toEqual([]);
});

test('more results than an item holds are read from the report itself', async () => {
  const texts = randomText(400_000).match(/.{1,1000}/g) ?? [];
  const report = aReport(
    texts.map((text, index) => ({ 2: 'TX', 3: `T${index}`, 4: String(index), 5: text })),
  );
  const version = asVersion(report);
  await reports.append(version);
  await reports.project(version, []);
  expect((await viewsOf(report))[0]).not.toHaveProperty('results');
  expect(await reports.historyOf(patientOf(report), 'T399')).toMatchObject([
    { reportKey: report.key, version: 1, values: [{ text: texts[399] }] },
  ]);
});

test('a patient that a report is not of any more has none of its results', async () => {
  const before = aReport([{ 3: 'GLU', 5: '93' }]);
  const after = { ...aReport([{ 3: 'GLU', 5: '93' }]), key: before.key };
  await reports.project(asVersion(before), []);
  await reports.project({ ...asVersion(after), version: 2 }, [asVersion(before)]);
  expect(await reports.historyOf(patientOf(before), 'GLU')).toEqual([]);
  expect(await reports.historyOf(patientOf(after), 'GLU')).toMatchObject([{ version: 2 }]);
});
