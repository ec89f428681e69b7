import { expect, test } from '@jest/globals';
import { decimalText, readDecimal } from '../../../lib/quality/decimal.ts';
import { log10 } from '../../../lib/quality/log10.ts';
import { fc } from '../../support/property.ts';

const logOf = (text: string): string | undefined => {
  const number = readDecimal(text);
  const found = number && log10(number);
  return found && decimalText(found);
};

test.each([
  ['1', '0.000000'],
  ['1000', '3.000000'],
  ['0.001', '-3.000000'],
  ['2', '0.301030'],
  ['0.5', '-0.301030'],
  ['20', '1.301030'],
  ['999999999', '9.000000'],
  ['0', undefined],
  ['-1', undefined],
])('the logarithm of %s is %s', (number, found) => {
  expect(logOf(number)).toBe(found);
});

test('the logarithm is that of binary numbers, as far as these can tell', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000_000 }),
      fc.integer({ min: 0, max: 6 }),
      (units, decimals) => {
        const text = decimalText({ units: BigInt(units), decimals });
        expect(Math.abs(Number(logOf(text)) - Math.log10(Number(text)))).toBeLessThanOrEqual(0.500_001e-6);
      },
    ),
  );
});
