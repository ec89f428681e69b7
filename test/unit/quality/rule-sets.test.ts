import { expect, test } from '@jest/globals';
import { rulesFor, rulesForSigma } from '../../../lib/quality/rule-sets.ts';

test.each([
  [1, '1-3s 2-2s 4-1s 10-x'],
  [2, '1-3s 2-2s R-4s 4-1s 10-x'],
  [3, '1-3s 2of3-2s R-4s 3-1s 6-x'],
  [4, '1-3s 2-2s R-4s 4-1s 8-x'],
])('events of %i levels are rejected by %s, and 1-2s and 7-T warn', (levels, rejecting) => {
  const { rules, start } = rulesFor(levels);
  const named = (verdict: string) =>
    rules.filter((chosen) => chosen.verdict === verdict).map(({ rule }) => rule);
  expect(named('reject').join(' ')).toBe(rejecting);
  expect(named('warn')).toEqual(['1-2s', '7-T']);
  expect(start).toBe('none');
});

test('each number of levels has its own version', () => {
  expect(new Set([1, 2, 3, 4].map((levels) => rulesFor(levels).version)).size).toBe(4);
});

test.each([
  [600n, '1-3s', 2, 1],
  [599n, '1-3s 2-2s R-4s', 2, 1],
  [500n, '1-3s 2-2s R-4s', 2, 1],
  [499n, '1-3s 2-2s R-4s 4-1s', 4, 1],
  [400n, '1-3s 2-2s R-4s 4-1s', 4, 1],
  [399n, '1-3s 2-2s R-4s 4-1s 8-x', 4, 2],
  [-100n, '1-3s 2-2s R-4s 4-1s 8-x', 4, 2],
])('a sigma of %s hundredths suggests %s', (hundredths, rules, results, events) => {
  const advice = rulesForSigma(hundredths);
  expect([advice.rules.join(' '), advice.results, advice.events]).toEqual([rules, results, events]);
});
