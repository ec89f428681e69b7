import { expect, test } from '@jest/globals';
import {
  decimalText,
  divideHalfEven,
  readDecimal,
  rounded,
  squareRoot,
} from '../../../lib/quality/decimal.ts';
import { fc } from '../../support/property.ts';

test.each([
  ['+5', '5'],
  ['5.', '5'],
  ['.5', '0.5'],
  ['-0.50', '-0.50'],
  ['007.40', '7.40'],
])('%s is the number %s', (text, number) => {
  const read = readDecimal(text);
  expect(read && decimalText(read)).toBe(number);
});

test.each(['', '.', '+', '1e2', '1,5', ' 5', '5 ', '--5', '0x1', 'NaN', '1'.repeat(61)])(
  '%j is no number',
  (text) => {
    expect(readDecimal(text)).toBeUndefined();
  },
);

test('a half is rounded to the even neighbour', () => {
  expect([5n, 15n, 25n, -5n, -15n, 26n, -26n].map((number) => divideHalfEven(number, 10n))).toEqual([
    0n,
    2n,
    2n,
    0n,
    -2n,
    3n,
    -3n,
  ]);
  expect(decimalText(rounded({ units: 12345n, decimals: 4 }, 3))).toBe('1.234');
});

test('a root is the largest integer whose square is not more', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), (square) => {
      const root = squareRoot(square);
      expect(root * root <= square && (root + 1n) * (root + 1n) > square).toBe(true);
    }),
  );
});
