import { INVALID } from './answers.ts';
import { absolute, type Decimal, decimalText, divideHalfEven, onOneScale, readDecimal } from './decimal.ts';
import { type ComparedPoint, compareWith, type Expected } from './expected.ts';
import { log10 } from './log10.ts';
import type { ControlPoint, Instant, PointProblem, Target } from './point.ts';

/** A point with its distance from the mean of its target. */
export interface JudgedPoint {
  readonly id: string;
  readonly level: string;
  readonly lot: string;
  readonly target: string;
  /** Result minus mean, and the standard deviation, in the same units. */
  readonly deviation: bigint;
  readonly sd: bigint;
}

/** Whether a point was judged by a mean and SD. */
export const isMeasured = (answer: JudgedPoint | ComparedPoint | PointProblem): answer is JudgedPoint =>
  typeof answer !== 'string' && 'deviation' in answer;

/** Judges points by the target that was in force when they were measured. */
export function judgeBy(targets: readonly Target[]) {
  const ofLevel = Map.groupBy(targets, lotAndLevel);
  for (const list of ofLevel.values()) list.sort((one, other) => one.from - other.from);
  return (point: ControlPoint, at: Instant): JudgedPoint | ComparedPoint | PointProblem => {
    const { problem, answer } = point;
    if (problem === 'unknown-lot' || problem === 'lot-not-in-use') return problem;
    if (point.use === 'none') return 'lot-not-in-use';
    const target = ofLevel.get(lotAndLevel(point))?.findLast(({ from }) => from <= at);
    // an answer needs no number
    const isNumber = answer === undefined && target?.expected === undefined;
    if (isNumber && problem !== undefined) return problem;
    if (target === undefined) return 'no-target';
    if (target.to !== undefined && target.to <= at) return 'target-expired';
    return target.expected === undefined ? judge(point, target) : compareTo(target.expected, point, target);
  };
}

const lotAndLevel = ({ lot, level }: Pick<Target, 'lot' | 'level'>): string => JSON.stringify([lot, level]);

/** A unit is compared where a number is. */
function compareTo(expected: Expected, point: ControlPoint, target: Target): ComparedPoint | PointProblem {
  const isNumber = expected.kind === 'limits' && point.answer !== INVALID;
  if (isNumber && isOfOtherUnit(point, target)) return 'other-unit';
  return compareWith(expected, target.version, point);
}

const isOfOtherUnit = (point: ControlPoint, target: Target): boolean =>
  (point.unit ?? '') !== (target.unit ?? '');

function judge(point: ControlPoint, target: Target): JudgedPoint | PointProblem {
  const { id, level, lot, value, problem } = point;
  if (problem !== undefined) return problem;
  if (isOfOtherUnit(point, target)) return 'other-unit';
  const number = readDecimal(value);
  const mean = readDecimal(target.mean ?? '');
  const sd = readDecimal(target.sd ?? '');
  if (number === undefined) return 'no-number';
  if (mean === undefined) return 'no-mean';
  if (sd === undefined || sd.units <= 0n) return 'no-sd';
  const result = target.scale === 'log10' ? log10(number) : number;
  if (result === undefined) return 'not-positive';
  return { id, level, lot, target: target.version, ...distance(result, mean, sd) };
}

function distance(result: Decimal, mean: Decimal, sd: Decimal): Pick<JudgedPoint, 'deviation' | 'sd'> {
  const [one = 0n, middle = 0n, width = 0n] = onOneScale([result, mean, sd]).units;
  return { deviation: one - middle, sd: width };
}

/** The side of the mean: 1, -1, or 0 for a result exactly on it, which is on no side. */
export const sideOf = ({ deviation }: JudgedPoint): number => (deviation > 0n ? 1 : deviation < 0n ? -1 : 0);

/** The result is more than so many standard deviations from the mean. One that is exactly so far is not. */
export const isBeyond = ({ deviation, sd }: JudgedPoint, times: bigint): boolean =>
  absolute(deviation) > times * sd;

const Z_DECIMALS = 2;

/** The distance in standard deviations, rounded for the eye: `-2.33`. Never used to decide. */
export const zText = ({ deviation, sd }: JudgedPoint): string =>
  decimalText({ units: divideHalfEven(deviation * 100n, sd), decimals: Z_DECIMALS });
