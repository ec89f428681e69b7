import { absolute, decimalText, readDecimal, tenTo } from './decimal.ts';
import { isBeyond, isMeasured, type JudgedPoint, judgeBy, zText } from './judge-point.ts';
import type { Instant, Target } from './point.ts';

/** A result that a person typed. */
export interface TypedValue {
  readonly level: string;
  readonly lot: string;
  readonly value: string;
  readonly unit: string | undefined;
  /** If it is an answer and no number. */
  readonly answer?: string | undefined;
}

/** What a person is asked about a typed result, because it is more probably a slip than a measurement. */
export interface ImprobableValue {
  readonly level: string;
  /** What is expected of the level. */
  readonly expected: string;
  /** The distance from the mean in standard deviations, for the eye. Undefined without a mean. */
  readonly z?: string | undefined;
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
  const judged = (one: TypedValue) => {
    const answer = judge({ ...one, id: one.level, use: 'active', at, receivedAt: at }, at);
    return typeof answer === 'string' ? undefined : answer;
  };
  const isWithin = (one: TypedValue): boolean => {
    const point = judged(one);
    if (point === undefined) return false;
    return isMeasured(point) ? !isBeyond(point, LIMIT) : point.broken === undefined;
  };
  return typed.flatMap((one): ImprobableValue[] => {
    const point = judged(one);
    if (point === undefined || isWithin(one)) return [];
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
    const isFar = isMeasured(point) && isBeyond(point, FAR);
    if (!isFar && meant === undefined && exchangedWith === undefined) return [];
    const target = targets.find(({ level, version }) => level === one.level && version === point.target);
    const { mean = '', sd = '', expected } = target ?? {};
    return [
      {
        ...{ level: one.level, meant, exchangedWith },
        ...(isMeasured(point)
          ? { z: shortZ(point), expected: `mean ${mean}, SD ${sd}` }
          : { expected: expected?.text ?? '' }),
      },
    ];
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
