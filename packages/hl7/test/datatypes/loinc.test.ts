import { expect, test } from '@jest/globals';
import { isLoincCode } from '../../src/datatypes/loinc.ts';

test.each(['2345-7', '600-7', '718-7', '4544-3', '94500-6', '11475-1'])('%s is a LOINC code', (code) => {
  expect(isLoincCode(code)).toBe(true);
});

test('of the ten last digits one is right', () => {
  const right = Array.from({ length: 10 }, (_, digit) => `2345-${digit}`).filter(isLoincCode);
  expect(right).toEqual(['2345-7']);
});

test.each([
  '',
  '2345',
  '2345-',
  '-7',
  '2345-77',
  ' 2345-7',
  '2345-7\n',
  '23-45-7',
  'LP2345-7',
  '12345678-4',
  'constructor',
])('%j is none', (text) => {
  expect(isLoincCode(text)).toBe(false);
});

test('two digits that change places are found', () => {
  expect(isLoincCode('3245-7')).toBe(false);
});

test('a text of a million digits is judged at once', () => {
  expect(isLoincCode(`${'1'.repeat(1_000_000)}-1`)).toBe(false);
});
