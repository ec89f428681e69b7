import { expect, test } from '@jest/globals';
import { since } from '../../../cli/option-parsers.ts';

test.each([
  ['2026-03-02T08:00:00Z', '2026-03-02T08:00:00.000Z'],
  ['2026-03-02T08:00:00.5-05:00', '2026-03-02T13:00:00.500Z'],
  ['2026-03-02T08:00Z', '2026-03-02T08:00:00.000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
])('--since %s is that time', (text, expected) => {
  expect(since(text).toISOString()).toBe(expected);
});

test.each([
  // the calendar has no such days: a Date would take one that is near
  '2026-02-30',
  '2026-04-31T08:00:00Z',
  '2026-13-01',
  '2026-03-02T25:00:00Z',
  // a Date would take these for days of May 2001, 1970 and today's century
  '5',
  '0',
  '3/2/26',
  'March 2',
  '12 h',
  '-1h',
  '1e3h',
  '1w',
  '9999999d',
  '',
  'yesterday',
])('--since %j is refused', (text) => {
  expect(() => since(text)).toThrow('Give a time such as');
});

test.each([
  ['90m', 90 * 60_000],
  ['12h', 12 * 3_600_000],
  ['7d', 7 * 86_400_000],
])('--since %s is so long ago', (text, ms) => {
  const before = Date.now();
  const time = since(text).getTime() + ms;
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThanOrEqual(Date.now());
});
