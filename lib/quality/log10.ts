import { type Decimal, rounded, tenTo } from './decimal.ts';

/** Digits that are computed, and those that are compared. */
const WORKING = 60;
const FOUND = 12;
const COMPARED = 6;

/**
 * The decimal logarithm of a positive number, rounded half to even to six decimals. Undefined for zero and
 * below. It is computed digit by digit in integers: the tenth power of a number from 1 to 10 has the next digit of
 * its logarithm as the number of its tens.
 */
export function log10(number: Decimal): Decimal | undefined {
  if (number.units <= 0n) return undefined;
  const length = String(number.units).length;
  let rest = number.units * tenTo(WORKING);
  rest /= tenTo(length - 1);
  let found = BigInt(length - 1 - number.decimals);
  for (let digit = 0; digit < FOUND; digit++) {
    const power = tenthPower(rest);
    const tens = String(power).length - 1 - WORKING;
    found = found * 10n + BigInt(tens);
    rest = power / tenTo(tens);
  }
  return rounded({ units: found, decimals: FOUND }, COMPARED);
}

function tenthPower(number: bigint): bigint {
  const times = (left: bigint, right: bigint) => (left * right) / tenTo(WORKING);
  const square = times(number, number);
  const eighth = times(times(square, square), times(square, square));
  return times(eighth, square);
}
