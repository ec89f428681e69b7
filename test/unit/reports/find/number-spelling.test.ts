import { expect, test } from '@jest/globals';
import { isSameSpelling, isSameWord } from '../../../../lib/reports/find/number-spelling.ts';

test.each<[string, string, boolean]>([
  ['F1', 'f1', true],
  ['000123', '123', true],
  ['0', '000', true],
  [' F1', 'F1 ', true],
  ['F012', 'F12', false],
  ['120', '12', false],
  ['', '0', false],
])('%s and %s are one number: %s', (a, b, isOne) => {
  expect(isSameSpelling(a, b)).toBe(isOne);
  expect(isSameSpelling(b, a)).toBe(isOne);
});

test('the zeros of an assigner tell it apart, and its capitals do not', () => {
  expect([isSameWord('LAB', 'Lab'), isSameWord('01', '1')]).toEqual([true, false]);
});
