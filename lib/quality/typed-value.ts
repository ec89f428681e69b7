import { absolute, decimalText, readDecimal, tenTo } from './decimal.ts';
import { isBeyond, type JudgedPoint, judgeBy, zText } from './judge-point.ts';
import type { Instant, Target } from './point.ts';

/** A result that a person typed. */
export interface TypedValue {
  readonly level: string;
  readonly lot: string;
  readonly value: string;
  readonly unit: string | undefined;
}

/** What a person is asked about a typed result, because it is more probably a slip than a measurement. */
export interface ImprobableValue {
  readonly level: string;
  /** The distance from the mean in standard deviations, for the eye. */
  readonly z: string;
  readonly mean: string;
  readonly sd: string;
  /** The same digits with the point elsewhere, if this is within the limits. */
  readonly meant?: string | undefined;
  /** The level whose target it fits, if the result of that level fits the target of this one. */
  readonly exchangedWith?: string | undefined;
}

/** Further from the mean a result is asked about in any case. A test system that fails is seldom so far off. */
const FAR = 10n;
/** Within these limits a result is what one expects; beyond them it is rejected. */
const LIMIT = 3n;
/** Powers of ten by which a point slips. */
const SLIPS = [-1, 1, -2, 2, -3, 3];

/**
 * The typed results that a person should look at again before they count. Results that fail as controls do are not asked about, so that
 * nobody is led to write a better number. A result that cannot be judged is not asked about either.
 */
export function improbableValues(
  typed: readonly TypedValue[],
  targets: readonly Target[],
  at: Instant,
): readonly ImprobableValue[] {
  const judge = judgeBy(targets);
  const judged = (one: TypedValue): JudgedPoint | undefined => {
    const answer = judge({ ...one, id: one.level, use: 'active', at, receivedAt: at }, at);
    return typeof answer === 'string' ? undefined : answer;
  };
  const isWithin = (one: TypedValue): boolean => {
    const point = judged(one);
    return point !== undefined && !isBeyond(point, LIMIT);
  };
  return typed.flatMap((one): ImprobableValue[] => {
    const point = judged(one);
    if (point === undefined || !isBeyond(point, LIMIT)) return [];
    const meant = SLIPS.map((power) => shifted(one.value, power)).find((value) =>
      isWithin({ ...one, value }),
    );
    const exchangedWith = typed.find(
      (other) =>
        other.level !== one.level &&
        !isWithin(other) &&
        isWithin({ ...one, level: other.level }) &&
        isWithin({ ...other, level: one.level }),
    )?.level;
    if (!isBeyond(point, FAR) && meant === undefined && exchangedWith === undefined) return [];
    const { mean = '', sd = '' } =
      targets.find((target) => target.level === one.level && target.version === point.target) ?? {};
    return [{ level: one.level, z: shortZ(point), mean, sd, meant, exchangedWith }];
  });
}

/** The number times a power of ten, with the same digits. */
function shifted(text: string, power: number): string {
  const number = readDecimal(text);
  if (number === undefined) return '';
  const decimals = number.decimals - power;
  return decimals >= 0
    ? decimalText({ units: number.units, decimals })
    : decimalText({ units: number.units * tenTo(-decimals), decimals: 0 });
}

const shortZ = (point: JudgedPoint): string => {
  const z = zText(point);
  return absolute(point.deviation) >= 100n * point.sd ? z.slice(0, z.indexOf('.')) : z;
};
