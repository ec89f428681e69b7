import { expect, test } from '@jest/globals';
import { crossOver } from '../../../lib/quality/crossover.ts';
import type { ControlPoint, Target } from '../../../lib/quality/point.ts';

const run = (value: string, index: number, more: Partial<ControlPoint> = {}): ControlPoint => ({
  ...{ id: `r${index}`, level: '1', lot: 'control/B', use: 'parallel' },
  ...{ at: index, receivedAt: index, value, unit: 'mg/dL' },
  ...more,
});
const runs = (...values: readonly string[]) => values.map((value, index) => run(value, index));
const tens = (value: string, count = 10) => runs(...Array.from({ length: count }, () => value));

const target: Target = {
  ...{ lot: 'control/A', level: '1', version: 'v', basis: 'established' },
  ...{ mean: '100.0', sd: '2.00', unit: 'mg/dL', scale: 'linear', from: 0 },
};

const crossed = (all: readonly ControlPoint[], of: Target | undefined = target, required = 10) => {
  const found = crossOver({ level: '1', runs: all, target: of }, required);
  return found.ok ? found.target : found.obstacles;
};

test('the mean is that of the runs, and the CV is carried', () => {
  // CV 2 %: SD 2.2 at a mean of 110
  const values = ['108', '109', '110', '111', '112', '108', '109', '110', '111', '112'];
  expect(crossed(runs(...values))).toEqual({
    ...{ level: '1', mean: '110.00', sd: '2.2000', unit: 'mg/dL', scale: 'linear', n: 10 },
    carriesSd: undefined,
  });
});

test('the SD of the runs themselves does not count', () => {
  expect(crossed(tens('200'))).toMatchObject({ mean: '200.00', sd: '4.0000' });
});

test.each([
  [10, { n: 10 }],
  [9, ['level 1: 9 of 10 runs; 1 missing']],
  [0, ['level 1: 0 of 10 runs; 10 missing']],
])('with %d runs', (count, found) => {
  const result = crossed(tens('100', count));
  if (Array.isArray(found)) expect(result).toEqual(found);
  else expect(result).toMatchObject(found);
});

test('a run that a person excluded does not count, and is missing', () => {
  const all = [...tens('100', 9), run('150', 9, { isExcluded: true })];
  expect(crossed(all)).toEqual(['level 1: 9 of 10 runs; 1 missing']);
  expect(crossed([...all, run('100', 10)])).toMatchObject({ mean: '100.00', n: 10 });
});

test.each<readonly [string, Partial<ControlPoint>, string]>([
  ['a text', { value: 'cells', problem: 'no-number' }, 'has no number'],
  ['a comparator', { value: '5', problem: 'comparator' }, 'has no number'],
  ['another unit', { unit: 'mmol/L' }, 'is in another unit than the target of the lot in use'],
  ['an expired lot', { isExpired: true }, 'was measured after the lot had expired'],
])('a run with %s is named, not left out', (_, more, why) => {
  expect(crossed([...tens('100'), run('100', 10, more)])).toEqual([
    `level 1: the run r10 ${why}; exclude it with a reason if it must not count`,
  ]);
  expect(crossed([...tens('100'), run('100', 10, { ...more, isExcluded: true })])).toMatchObject({ n: 10 });
});

test('without a target of the lot in use there is no CV', () => {
  const found = crossOver({ level: '1', runs: tens('100'), target: undefined }, 10);
  expect(found).toEqual({
    ok: false,
    obstacles: ['level 1: the lot in use has no target now, whose CV could be carried'],
  });
});

test.each([
  ['a mean of zero', tens('0'), target, { mean: '0.00', sd: '2.00', carriesSd: 'not-above-zero' }],
  ['a mean below zero', tens('-3.5'), target, { mean: '-3.500', sd: '2.00', carriesSd: 'not-above-zero' }],
  [
    'an old mean below zero',
    tens('3.5'),
    { ...target, mean: '-1.0' },
    { mean: '3.500', sd: '2.00', carriesSd: 'not-above-zero' },
  ],
  [
    'logarithms',
    tens('1000'),
    { ...target, mean: '2.9', sd: '0.15', scale: 'log10' as const },
    { sd: '0.15', scale: 'log10', carriesSd: 'logarithms' },
  ],
])('with %s the SD itself is carried', (_, all, of, found) => {
  expect(crossed(all, of)).toMatchObject(found);
});

test('a logarithm that does not exist is named', () => {
  const of = { ...target, mean: '2.9', sd: '0.15', scale: 'log10' as const };
  expect(crossed([...tens('1000'), run('0', 10)], of)).toEqual([
    expect.stringContaining('the run r10 has no logarithm'),
  ]);
});

test('a small SD keeps its digits, so that it is never zero', () => {
  const of = { ...target, mean: '7.400', sd: '0.000004' };
  expect(crossed(tens('7.41'), of)).toMatchObject({ mean: '7.4100', sd: '0.000004' });
});
