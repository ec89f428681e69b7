import { expect, test } from '@jest/globals';
import { MemoryControlActions } from '../../../../lib/adapters/memory/control-actions.ts';
import { MemoryQcStore } from '../../../../lib/adapters/memory/qc-store.ts';
import { controlStatistics, lastMonths } from '../../../../lib/app/operate/control-statistics.ts';
import { readControls } from '../../../../lib/app/operate/read-controls.ts';
import { aPoint, aQuality, type ControlResult } from '../../../support/quality/controls.ts';

async function statistics(
  results: readonly ControlResult[],
  system: Readonly<Record<string, unknown>> = {},
  timeZone = 'UTC',
) {
  const qc = new MemoryQcStore();
  await qc.put(results.map(aPoint));
  const quality = aQuality(system);
  const [one] = quality.systems;
  if (one === undefined) throw new Error('no system');
  const known = { materials: quality.materials, system: one, timeZone };
  const period = { since: new Date('2026-03-01T00:00:00Z'), until: new Date('2026-05-01T00:00:00Z') };
  return controlStatistics(
    await readControls({ qc, controlActions: new MemoryControlActions() }, known, period),
    one,
    timeZone,
  );
}

const march = ['98', '102', '131'].map((value, index) => ({ value, at: `2026030${index + 3}060000` }));

test('results of a month, lot, level and target are taken together, the rejected ones among them', async () => {
  const [row, ...others] = await statistics(march);
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    ...{ month: '2026-03', lot: 'control/A', level: '1', rejected: 1, excluded: 0 },
    statistics: { n: 3, mean: '110.333333', sd: '18.009257' },
    bias: { absolute: '10.333333', percent: '10.3333' },
    rules: { '1-2s': 1, '1-3s': 1 },
  });
});

test('a month is one of the laboratory', async () => {
  const late = [{ value: '100', at: '20260401030000' }];
  const months = async (zone: string) => (await statistics(late, {}, zone)).map(({ month }) => month);
  expect(await months('UTC')).toEqual(['2026-04']);
  expect(await months('America/New_York')).toEqual(['2026-03']);
});

test('the newest month is first, and a new target begins a row of its own', async () => {
  const target = (from: string, mean: string) => ({
    ...{ material: 'control', lot: 'A', level: '1', basis: 'established', by: 'Ines' },
    ...{ mean, sd: '10', unit: 'mg/dL', from },
  });
  const rows = await statistics([...march, { value: '101', at: '20260410060000' }], {
    targets: [target('2026-03-01T00:00:00Z', '100'), target('2026-03-04T00:00:00Z', '101')],
  });
  expect(rows.map(({ month, target: { mean }, statistics: { n } }) => [month, mean, n])).toEqual([
    ['2026-04', '101', 1],
    ['2026-03', '101', 2],
    ['2026-03', '100', 1],
  ]);
});

test('results that cannot be judged are in no number', async () => {
  expect(await statistics([{ value: '5', unit: 'mmol/L' }, { material: 'QC9' }])).toEqual([]);
});

test('sigma has its inputs; without an allowed error, or of logarithms, there is none', async () => {
  const results = ['98', '100', '102'].map((value, index) => ({ value, at: `2026030${index + 3}060000` }));
  const allowedError = { percent: '10', origin: 'own' };
  const [row] = await statistics(results, { allowedError });
  expect(row?.sigma).toMatchObject({
    ...{ sigma: '5.00', isOfFew: true, isFailing: false },
    bias: { percent: '0', origin: 'assumed 0' },
    allowed: allowedError,
  });
  expect((await statistics(results))[0]?.sigma).toBeUndefined();
});

test.each([
  ['2026-11-29T15:00:00Z', 3, 'UTC', ['2026-11', '2026-10', '2026-09']],
  ['2026-03-01T03:00:00Z', 2, 'America/New_York', ['2026-02', '2026-01']],
  ['2026-01-31T12:00:00Z', 2, 'Pacific/Kiritimati', ['2026-02', '2026-01']],
] as const)('at %s the last %i months in %s begin after what is read', (now, count, zone, months) => {
  const found = lastMonths(count, new Date(now), zone);
  expect(found.months).toEqual(months);
  const begin = Date.parse(`${months.at(-1)}-01T00:00:00Z`) - 14 * 3_600_000;
  expect(found.since.getTime()).toBeLessThan(begin);
});
