import { expect, test } from '@jest/globals';
import type { Target } from '../../../lib/quality/point.ts';
import { improbableValues } from '../../../lib/quality/typed-value.ts';

const aTarget = (level: string, mean: string, sd: string, overrides: Partial<Target> = {}): Target => ({
  ...{ lot: 'kit/K1', level, mean, sd, unit: 'mg/L', basis: 'established', scale: 'linear' },
  ...{ version: `v-${level}`, from: 0, ...overrides },
});

const targets = [aTarget('1', '2.480', '0.008'), aTarget('2', '9.600', '0.200')];

const asked = (values: Readonly<Record<string, string>>, by = targets, unit = 'mg/L') =>
  improbableValues(
    Object.entries(values).map(([level, value]) => ({ level, lot: 'kit/K1', value, unit })),
    by,
    1000,
  );

test('2500 for 2.500 is asked about, with the distance and what may be meant', () => {
  expect(asked({ 1: '2500' })).toEqual([
    { level: '1', z: '312190', expected: 'mean 2.480, SD 0.008', meant: '2.500', exchangedWith: undefined },
  ]);
});

test.each([
  ['10 too much', '24.85', '2.485'],
  ['100 too much', '248.5', '2.485'],
  ['1000 too much', '2485', '2.485'],
  ['10 too little', '.2485', '2.485'],
  ['100 too little', '0.02485', '2.485'],
  ['1000 too little', '0.002485', '2.485'],
])('a point that slipped is found: %s', (_, value, meant) => {
  expect(asked({ 1: value })).toMatchObject([{ level: '1', meant }]);
});

test('a number without decimals is found, too', () => {
  expect(asked({ 1: '10' }, [aTarget('1', '100', '5')])).toMatchObject([{ meant: '100' }]);
  expect(asked({ 1: '-1.05' }, [aTarget('1', '-10.0', '0.5')])).toMatchObject([{ meant: '-10.5' }]);
});

test.each([
  ['within the limits', '2.504'],
  ['beyond 3 SD, as controls fail', '2.510'],
  ['exactly 10 SD away', '2.560'],
])('a result is not asked about: %s', (_, value) => {
  expect(asked({ 1: value })).toEqual([]);
});

test('one that is further than 10 SD is asked about, although no slip explains it', () => {
  expect(asked({ 1: '2.561' })).toEqual([
    { level: '1', z: '10.12', expected: 'mean 2.480, SD 0.008', meant: undefined, exchangedWith: undefined },
  ]);
});

test('with a wide SD a slip is asked about although it is near: the limits decide, not the distance', () => {
  const wide = [aTarget('1', '10', '2.5')];
  expect(asked({ 1: '1' }, wide)).toMatchObject([{ z: '-3.60', meant: '10' }]);
  // 10 times as much would fit as well, and so does the result as it is
  expect(asked({ 1: '3' }, wide)).toEqual([]);
});

test('results that were typed at the level of each other are asked about', () => {
  expect(asked({ 1: '9.5', 2: '2.48' })).toMatchObject([
    { level: '1', exchangedWith: '2' },
    { level: '2', exchangedWith: '1' },
  ]);
  // also where they are near
  const near = [aTarget('1', '100', '5'), aTarget('2', '120', '5')];
  expect(asked({ 1: '120', 2: '101' }, near)).toMatchObject([{ exchangedWith: '2' }, { exchangedWith: '1' }]);
  // one of them alone may be a control that fails
  expect(asked({ 1: '120', 2: '121' }, near)).toEqual([]);
});

test('a logarithm is compared with the target of logarithms', () => {
  const log = [aTarget('1', '4.00', '0.10', { scale: 'log10' })];
  expect(asked({ 1: '10500' }, log)).toEqual([]);
  expect(asked({ 1: '105000' }, log)).toMatchObject([{ z: '10.21', meant: '10500.0' }]);
});

test('what cannot be judged is not asked about', () => {
  expect(asked({ 1: '2500' }, [])).toEqual([]);
  expect(asked({ 1: '2500' }, targets, 'g/L')).toEqual([]);
  expect(asked({ 1: '-2500' }, [aTarget('1', '4.00', '0.10', { scale: 'log10' })])).toEqual([]);
});

test('the target of the time of measurement counts', () => {
  const newer = aTarget('1', '2500', '8', { version: 'v-new', from: 900 });
  expect(asked({ 1: '2500' }, [...targets, newer])).toEqual([]);
  expect(asked({ 1: '2.500' }, [...targets, newer])).toMatchObject([
    { expected: 'mean 2500, SD 8', meant: '2500' },
  ]);
});
