import { describe, expect, test } from '@jest/globals';
import { MemoryReportNames } from '../../../../lib/adapters/memory/report-names.ts';
import { MemoryReportStore } from '../../../../lib/adapters/memory/report-store.ts';
import type { ReportVersion } from '../../../../lib/model/report.ts';
import type { NamedUnder, NewNumber } from '../../../../lib/ports/report-names.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const outage = () => new AdapterError('Outage', 'transient', 'The table is away');

/** Fails the write of this number, counted from 1, once. */
class FailingReports extends MemoryReportStore {
  failAt = 0;
  #writes = 0;

  override async append(version: ReportVersion) {
    if (++this.#writes === this.failAt) throw outage();
    return super.append(version);
  }

  begin(failAt: number): void {
    this.failAt = failAt;
    this.#writes = 0;
  }
}

class FailingNames extends MemoryReportNames {
  isAway = false;

  override async put(named: readonly NamedUnder[]) {
    if (this.isAway && named.length > 0) throw outage();
    return super.put(named);
  }

  override async create(numbers: readonly NewNumber[]) {
    if (this.isAway && numbers.length > 0) throw outage();
    return super.create(numbers);
  }
}

const said = (order: Readonly<Record<number, string>>, value: string, minute: number, status = 'F') =>
  anOru({
    header: { 7: `2026030208${String(minute).padStart(2, '0')}00-0500`, 10: `C-${minute}` },
    order: { 2: '', 3: '', ...order, 25: status },
    results: [{ 5: value, 11: status }],
  });

const byPlacer = said({ 2: 'P1' }, '90', 0);
const byFiller = said({ 3: 'F1' }, '91', 10);
const byBoth = said({ 2: 'P1', 3: 'F1' }, '92', 20, 'C');

const standing = (reports: readonly ReportVersion[]) =>
  reports
    .filter(({ report }) => report.isWithdrawn !== true)
    .map(({ report }) => report.observations.map(({ values }) => values[0]?.text));

describe('a join that ends half way', () => {
  test.each([1, 2])('at write %i is taken up by the next try', async (failAt) => {
    const names = new MemoryReportNames();
    const reports = new FailingReports(undefined, names);
    const cloud = aMemoryCloud(undefined, { names, reports });
    await cloud.run(byPlacer);
    await cloud.run(byFiller);
    const id = await cloud.accept(byBoth);
    reports.begin(failAt);
    await expect(cloud.normalize(id)).rejects.toThrow(AdapterError);
    expect(await cloud.normalize(id, { occasion: 'retry' })).toMatchObject({
      outcome: 'processed',
      stored: 1,
    });
    expect(standing(cloud.reports.all())).toEqual([['92']]);
  });

  test('before its names are written finds both again', async () => {
    const names = new FailingNames();
    const cloud = aMemoryCloud(undefined, { names, reports: new MemoryReportStore(undefined, names) });
    await cloud.run(byPlacer);
    await cloud.run(byFiller);
    const id = await cloud.accept(byBoth);
    names.isAway = true;
    await expect(cloud.normalize(id)).rejects.toThrow(AdapterError);
    names.isAway = false;
    await cloud.normalize(id, { occasion: 'retry' });
    await cloud.run(said({ 2: 'P1' }, '93', 30, 'C'));
    expect(standing(cloud.reports.all())).toEqual([['93']]);
  });
});

test('a message whose lookups were read before the join is filed in the one report', async () => {
  const cloud = aMemoryCloud();
  const late = said({ 2: 'P1' }, '93', 30, 'C');
  await cloud.run(byPlacer);
  await cloud.run(byFiller);
  // read with the message, and out of date by the time that it is filed
  const stale = await cloud.names.find(cloud.inbound.entries.at(-2)?.lookups?.numbers ?? []);
  await cloud.run(byBoth);
  const id = await cloud.accept(late);
  const intake = cloud.names.find.bind(cloud.names);
  cloud.names.find = async (numbers) => new Map([...(await intake(numbers)), ...stale]);
  await cloud.normalize(id);
  expect(standing(cloud.reports.all())).toEqual([['93']]);
});

test('a report whose names were lost is found by its key, and its number is another’s much later', async () => {
  const names = new MemoryReportNames();
  const cloud = aMemoryCloud(undefined, { names, reports: new MemoryReportStore(undefined, names) });
  const ofDay = (day: string, value: string, status = 'F') =>
    anOru({
      header: { 7: `${day}0900-0500`, 10: value },
      order: { 3: 'F1', 7: `${day}0800-0500`, 25: status },
      results: [{ 5: value, 11: status }],
    });
  names.find = async (numbers) => new Map(numbers.map((number) => [number, []]));
  for (const message of [ofDay('20250301', '90'), ofDay('20260301', '91'), ofDay('20260301', '92', 'C')])
    await cloud.run(message);
  expect(standing(cloud.reports.all()).flat().sort()).toEqual(['90', '92']);
});

describe('a report of a LIS that is held from the beginning', () => {
  const shared = { numbersOf: 'lab' } as const;
  const site = aSite({
    sources: [
      {
        ...{ id: 'core-lis', kind: 'lis', ...shared, sender: { application: 'CORELIS' } },
        unmatchedOrders: 'hold',
      },
      { id: 'an', kind: 'analyzer', ...shared, sender: { application: 'ANALYZER' } },
    ],
  });
  const tube = segment('SPM', { 1: '1', 2: 'T1' });
  const measured = toMessage(
    ...[msh({ 3: 'ANALYZER', 7: '20260302083000', 10: 'A' }), pid(), obr({ 2: '', 3: '' })],
    ...[obx({ 5: '90' }), tube],
  );
  const reported = toMessage(
    ...[msh({ 3: 'CORELIS', 7: '20260302090000', 10: 'L' }), pid()],
    ...[obr({ 2: 'P1', 3: 'F1', 4: 'CHEM^Chem^L' }), obx({ 5: '94' }), tube],
  );
  const ordered = toMessage(
    ...[msh({ 3: 'CORELIS', 7: '20260302070000', 9: 'OML^O21', 10: 'O' }), pid()],
    segment('ORC', { 1: 'NW', 2: 'P1', 3: 'F1' }),
    obr({ 2: 'P1', 3: 'F1', 4: 'CHEM^Chem^L' }),
  );
  const shownIn = (cloud: ReturnType<typeof aMemoryCloud>) =>
    standing(cloud.reports.all().filter(({ published }) => published !== undefined));

  test.each([
    ['before', [measured, reported]],
    ['after', [reported, measured]],
  ])(
    'leaves the value of an analyzer that came %s, and replaces it when the hold is lifted',
    async (_, both) => {
      const cloud = aMemoryCloud(site);
      for (const message of both) await cloud.run(message);
      expect(shownIn(cloud)).toEqual([['90']]);
      expect(cloud.reports.all().flatMap(({ report }) => report.holds)).toEqual(['unmatched-order']);
      await cloud.run(ordered);
      expect(shownIn(cloud)).toEqual([['94']]);
    },
  );
});
