import { INVALID } from './answers.ts';
import { type Decimal, onOneScale, readDecimal } from './decimal.ts';
import type { ControlPoint, Expected, Limits, PointProblem } from './point.ts';

export type { Expected, Limits };

/** The rules of controls whose target is no mean and SD. Each rejects. */
export type ExpectedRule = 'other-answer' | 'beyond-grade' | 'beyond-limits' | 'invalid-run';

/** A point that was compared with what is expected of it. */
export interface ComparedPoint {
  readonly id: string;
  readonly target: string;
  /** The answer of the scale, `invalid`, or the number as sent. */
  readonly answer: string;
  readonly broken?: ExpectedRule | undefined;
}

/** Compares a point with what is expected of it. An answer that is not known is a problem, never a right one. */
export function compareWith(
  expected: Expected,
  target: string,
  point: ControlPoint,
): ComparedPoint | PointProblem {
  const { id, value, answer } = point;
  if (answer === INVALID) return { id, target, answer, broken: 'invalid-run' };
  if (expected.kind === 'limits') {
    const side = placeOf(point, expected.limits);
    if (side !== 'within' && side !== 'beyond') return side;
    return { id, target, answer: value, ...(side === 'beyond' ? { broken: 'beyond-limits' } : {}) };
  }
  if (answer === undefined) return 'unknown-answer';
  if (expected.accepted.includes(answer)) return { id, target, answer };
  return { id, target, answer, broken: expected.kind === 'answer' ? 'other-answer' : 'beyond-grade' };
}

/**
 * What a grade accepts: the grades next to it, too. The first answer of a scale is the negative one, which no grade accepts: a
 * positive control that is negative has failed.
 */
export const gradesAround = (grade: string, scale: readonly string[]): readonly string[] => {
  const at = scale.indexOf(grade);
  return scale.filter((_, index) => at > 0 && index > 0 && Math.abs(index - at) <= 1);
};

export function limitsText({ low, above, high, below }: Limits): string {
  const from = low === undefined ? above && `above ${above}` : `from ${low}`;
  const to = high === undefined ? below && `below ${below}` : `to ${high}`;
  return [from, to].filter((part) => part !== undefined).join(', ');
}

/** Whether some number is within the limits. */
export function isPossible(limits: Limits): boolean {
  const { from, to } = spanOf(limits, undefined);
  return from === undefined || to === undefined || from <= to;
}

/** All numbers between two ends. Undefined: without an end. */
interface Span {
  readonly from: bigint | undefined;
  readonly to: bigint | undefined;
}

/** A number with `<` or `>` has a place only if all numbers that it may be have the same. */
function placeOf(
  { value, comparator, problem }: ControlPoint,
  limits: Limits,
): 'within' | 'beyond' | PointProblem {
  const number = readDecimal(comparator === undefined ? value : value.replace(/^[<>]=?\s*/, ''));
  if (number === undefined || problem === 'no-number') return 'no-number';
  const { from, to, at } = spanOf(limits, number);
  const step = comparator === undefined || comparator.endsWith('=') ? 0n : 1n;
  const lowest = comparator?.startsWith('<') === true ? undefined : at + step;
  const highest = comparator?.startsWith('>') === true ? undefined : at - step;
  const isBelow = highest !== undefined && from !== undefined && highest < from;
  const isAbove = lowest !== undefined && to !== undefined && lowest > to;
  if (isBelow || isAbove) return 'beyond';
  const isFrom = from === undefined || (lowest !== undefined && lowest >= from);
  const isTo = to === undefined || (highest !== undefined && highest <= to);
  return isFrom && isTo ? 'within' : 'comparator';
}

/** In half units of one scale, so that an end that is not within is half a unit away. */
function spanOf(
  { low, above, high, below }: Limits,
  number: Decimal | undefined,
): Span & { readonly at: bigint } {
  const read = [number, readDecimal(low ?? above ?? ''), readDecimal(high ?? below ?? '')];
  const scaled = onOneScale(read.map((one) => one ?? { units: 0n, decimals: 0 })).units.map(
    (one) => 2n * one,
  );
  const [at = 0n, from = 0n, to = 0n] = scaled;
  return {
    at,
    from: read[1] === undefined ? undefined : low === undefined ? from + 1n : from,
    to: read[2] === undefined ? undefined : high === undefined ? to - 1n : to,
  };
}
