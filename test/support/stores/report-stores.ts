import { describe, expect, test } from '@jest/globals';
import type { DynamoStoreOptions } from '../../../lib/adapters/dynamodb/dynamo-store.ts';
import { DynamoReportNames } from '../../../lib/adapters/dynamodb/report-names.ts';
import { DynamoReportStore } from '../../../lib/adapters/dynamodb/report-store.ts';
import { dynamoStores } from '../../../lib/adapters/dynamodb/stores.ts';
import { MemoryReportNames } from '../../../lib/adapters/memory/report-names.ts';
import { MemoryReportStore } from '../../../lib/adapters/memory/report-store.ts';
import { patientKeyOf } from '../../../lib/model/identity.ts';
import type { NamedReport } from '../../../lib/model/named-report.ts';
import type { Report, ReportVersion } from '../../../lib/model/report.ts';
import type { ReportNames } from '../../../lib/ports/report-names.ts';
import type { ReportStore } from '../../../lib/ports/report-store.ts';
import { mergeReport } from '../../../lib/reports/merge-report.ts';
import { linkPart } from '../../../lib/reports/patients/links-of-parts.ts';
import { unique } from '../cloud.ts';
import { anOru } from '../messages.ts';
import { normalized } from '../normalized.ts';
import { aPatient, said } from './said.ts';

const aFiled = (results: readonly Readonly<Record<number, string>>[], patient: string, messageId: string) => {
  const [incoming] = normalized(anOru({ patient: { 3: patient }, order: { 3: messageId }, results }), {
    messageId,
  }).parts;
  const merged = incoming && mergeReport(undefined, incoming);
  if (merged?.kind !== 'merged') throw new Error('not merged');
  return merged.report;
};

const asVersion = (version: number, report: Report): ReportVersion => ({
  version,
  messageId: 'm',
  createdAt: '2026-03-02T14:00:00Z',
  sequenceGroup: 'g',
  published: 1,
  changes: [],
  report,
});

/** Reports, and the numbers that name them. */
export function reportStores(store: () => DynamoStoreOptions): void {
  describe.each<[string, () => ReportNames]>([
    ['in memory', () => new MemoryReportNames()],
    ['in DynamoDB', () => new DynamoReportNames(store())],
  ])('numbers %s', (_, make) => {
    const aReport = (key: string, version: number, value = 'F1'): NamedReport => ({
      key,
      version,
      numbers: [{ kind: 'filler', value, sender: 'lis' }],
      services: [{ codings: [{ code: 'GLU' }] }],
      first: 1,
      last: 2,
      patients: ['p'],
    });
    const reportsOf = async (names: ReportNames, number: string) =>
      ((await names.find([number])).get(number) ?? []).map(({ key, version }) => `${key} ${version}`).sort();

    test('name each report as its newest version says, beside others', async () => {
      const names = make();
      const number = unique();
      expect([...(await names.find([number]))]).toEqual([[number, []]]);
      await names.create([{ number, reports: [aReport('a', 1), aReport('b', 1)] }]);
      await names.put([{ number, report: aReport('c', 2), gone: ['b'] }]);
      await names.put([{ number, report: aReport('c', 1), gone: [] }]);
      await names.put([{ number, report: aReport('a', 1, 'F2'), gone: [] }]);
      expect(await reportsOf(names, number)).toEqual(['a 1', 'c 2']);
      const [report] = (await names.find([number])).get(number) ?? [];
      expect(report).toEqual(aReport('a', 1, 'F2'));
    });

    test('are written where nothing is known of them', async () => {
      const names = make();
      const number = unique();
      await names.put([{ number, report: aReport('a', 3), gone: ['b'] }]);
      expect(await reportsOf(names, number)).toEqual(['a 3']);
    });

    test('are read with the message that asks for them', async () => {
      const { intake, names } = dynamoStores(store());
      const number = unique();
      await names.create([{ number, reports: [aReport('a', 1)] }]);
      const { reports } = await intake.open(unique(), { aliases: [], patients: [], numbers: [number] });
      expect(reports.get(number)).toEqual([aReport('a', 1)]);
    });
  });

  test('a report is listed under everybody it was ever of, by each of their numbers', async () => {
    const reports = new DynamoReportStore(store());
    const number = unique();
    const incoming = normalized(
      anOru({ patient: { 3: `${number}^^^TEST^MR~${number}^^^OTHER^PI` }, order: { 3: number } }),
    ).parts[0];
    if (incoming === undefined) throw new Error('no part');
    const survivor = aPatient(unique());
    const retired = incoming.part.patient?.key ?? '';
    const watermark = { messageTime: 9e12, statusTime: 9e12, receivedTime: 9e12 };
    const linkParts = [linkPart(retired, { ...said, survivor, watermark })];
    const merged = mergeReport(undefined, { ...incoming, linkParts });
    if (merged.kind !== 'merged') throw new Error(merged.kind);
    expect(merged.report.patient?.key).toBe(survivor.key);
    const first: ReportVersion = {
      version: 1,
      messageId: 'm',
      createdAt: '2026-03-02T14:00:00Z',
      sequenceGroup: 'g',
      published: 1,
      changes: [],
      report: merged.report,
    };
    await reports.project(first, []);
    const other = patientKeyOf({ value: number, assigner: {}, scope: 'OTHER', type: 'PI' });
    for (const key of [survivor.key, retired, other])
      expect(await reports.reportsOf(key)).toEqual([incoming.reportKey]);
  });

  describe.each<[string, () => ReportStore]>([
    ['in memory', () => new MemoryReportStore()],
    ['in DynamoDB', () => new DynamoReportStore(store())],
  ])("a patient's results %s", (_, make) => {
    test('the history of one analyte is that analyte alone, by its LOINC code where there is one', async () => {
      const reports = make();
      const patient = `${unique()}^^^TEST^MR`;
      const first = aFiled(
        [
          { 3: 'GLU', 5: '93' },
          { 3: '2345-7^Glucose^LN', 5: '95' },
        ],
        patient,
        unique(),
      );
      const second = aFiled(
        [
          { 3: '2345-7^Glucose^LN', 5: '97' },
          { 3: '2345', 5: '1' },
        ],
        patient,
        unique(),
      );
      for (const report of [first, second]) await reports.project(asVersion(1, report), []);
      const valuesOf = async (code: string) =>
        (await reports.historyOf(first.patient?.key ?? '', code)).map(({ values }) => values[0]?.text).sort();
      expect(await valuesOf('2345-7')).toEqual(['95', '97']);
      expect(await valuesOf('GLU')).toEqual(['93']);
      expect(await valuesOf('NONE')).toEqual([]);
      // one code that begins like another is another
      const third = aFiled(
        [
          { 3: 'LY', 5: '28' },
          { 3: 'LY#', 5: '1.9' },
        ],
        patient,
        unique(),
      );
      await reports.project(asVersion(1, third), []);
      expect([await valuesOf('LY'), await valuesOf('LY#')]).toEqual([['28'], ['1.9']]);
    });

    test('a result that is in the newer version under another code or patient is not where it was', async () => {
      const reports = make();
      const [patient, other] = [`${unique()}^^^TEST^MR`, `${unique()}^^^TEST^MR`];
      const id = unique();
      const before = asVersion(1, aFiled([{ 3: 'GLU', 5: '93' }], patient, id));
      const after = asVersion(2, { ...aFiled([{ 3: 'GLC', 5: '93' }], other, id), key: before.report.key });
      await reports.project(before, []);
      await reports.project(after, [before]);
      expect(await reports.historyOf(before.report.patient?.key ?? '', 'GLU')).toEqual([]);
      expect(await reports.historyOf(after.report.patient?.key ?? '', 'GLC')).toHaveLength(1);
    });
  });
}
