/**
 * Decimal numbers as integers, so that a result on a limit is on the limit. In binary numbers 5.2 is more than two
 * standard deviations of 0.1 above 5.0.
 */
export interface Decimal {
  /** The number times ten to the power of `decimals`. */
  readonly units: bigint;
  readonly decimals: number;
}

/** No instrument writes more digits. */
const LONGEST = 60;

/** A number of HL7 (NM, HL7 v2.5.1 §2.A.47): `+5`, `5.`, `.5`. Undefined for `1e2`, `1,5` and any other text. */
export function readDecimal(text: string): Decimal | undefined {
  if (text.length > LONGEST) return undefined;
  const [, sign, whole = '', behind = '', alone = ''] =
    /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const fraction = behind + alone;
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, decimals: fraction.length };
}

/** The units of several numbers with the same number of decimals, that of the longest. */
export function onOneScale(numbers: readonly Decimal[]): {
  readonly units: readonly bigint[];
  readonly decimals: number;
} {
  const decimals = numbers.reduce((most, one) => Math.max(most, one.decimals), 0);
  return { units: numbers.map((one) => one.units * tenTo(decimals - one.decimals)), decimals };
}

/** The quotient of two integers; a half is rounded to the even neighbour. The divisor is positive. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const twice = 2n * (dividend - quotient * divisor);
  const isUp = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  const isDown = -twice > divisor || (-twice === divisor && quotient % 2n !== 0n);
  return isUp ? quotient + 1n : isDown ? quotient - 1n : quotient;
}

/** The number with so many decimals; a half is rounded to the even neighbour. */
export const rounded = ({ units, decimals }: Decimal, to: number): Decimal => ({
  units: to >= decimals ? units * tenTo(to - decimals) : divideHalfEven(units, tenTo(decimals - to)),
  decimals: to,
});

/** The largest integer whose square is not more than the number, which is not negative. */
export function squareRoot(square: bigint): bigint {
  if (square < 2n) return square;
  // Newton's method from above ends at the root
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const next = (root + square / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

/** The number as people write it, with all its decimals: `-0.50`. */
export function decimalText({ units, decimals }: Decimal): string {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : `.${digits.slice(digits.length - decimals)}`;
  return `${units < 0n ? '-' : ''}${whole}${fraction}`;
}

export const tenTo = (exponent: number): bigint => 10n ** BigInt(exponent);

export const absolute = (number: bigint): bigint => (number < 0n ? -number : number);
