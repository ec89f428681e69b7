import {
  absolute,
  type Decimal,
  decimalText,
  divideHalfEven,
  onOneScale,
  readDecimal,
  squareRoot,
  tenTo,
} from './decimal.ts';
import { log10 } from './log10.ts';
import type { Target } from './point.ts';

/** All are decimal texts. The mean and the SD have at least four decimals more than the results. */
export interface Statistics {
  readonly n: number;
  /** Undefined without a result. */
  readonly mean?: string | undefined;
  /** Of a sample (n - 1). Undefined for fewer than two results. */
  readonly sd?: string | undefined;
  /** In percent. Undefined for a mean of zero or below. */
  readonly cv?: string | undefined;
}

const MORE_DECIMALS = 4;
const LEAST_DECIMALS = 6;
const CV_DECIMALS = 4;

/**
 * Mean, SD and CV of results. They are computed from exact sums, so a small SD of large numbers is right. Texts that are no
 * numbers are left out. On the scale `log10` they are of the logarithms.
 */
export function statisticsOf(results: readonly string[], scale: Target['scale'] = 'linear'): Statistics {
  const numbers = results.flatMap((text) => {
    const number = readDecimal(text);
    const read = number !== undefined && scale === 'log10' ? log10(number) : number;
    return read ?? [];
  });
  const { units, decimals } = onOneScale(numbers);
  const sum = units.reduce((total, one) => total + one, 0n);
  const squares = units.reduce((total, one) => total + one * one, 0n);
  return fromSums({ n: units.length, sum, squares, decimals }, decimals);
}

/** Of one month or lot, as it was written down. */
export interface PartStatistics {
  readonly n: number;
  readonly mean: string;
  readonly sd: string;
}

/** The statistics of several parts together, such as a lot to date from its months. Undefined if a number cannot be read. */
export function cumulative(parts: readonly PartStatistics[]): Statistics | undefined {
  const read = parts.flatMap(({ mean, sd }) => [readDecimal(mean), readDecimal(sd)]);
  if (read.some((one) => one === undefined)) return undefined;
  const { units, decimals } = onOneScale(read.filter((one) => one !== undefined));
  const rows = parts.map(({ n }, index) => {
    const [mean = 0n, sd = 0n] = units.slice(2 * index, 2 * index + 2);
    const count = BigInt(n);
    return { sum: count * mean, squares: (count - 1n) * sd * sd + count * mean * mean };
  });
  const total = {
    n: parts.reduce((all, { n }) => all + n, 0),
    sum: rows.reduce((all, { sum }) => all + sum, 0n),
    squares: rows.reduce((all, { squares }) => all + squares, 0n),
    decimals,
  };
  return fromSums(total, Math.max(0, decimals - MORE_DECIMALS));
}

interface Sums {
  readonly n: number;
  readonly sum: bigint;
  /** Of the squares, with twice as many decimals. */
  readonly squares: bigint;
  readonly decimals: number;
}

function fromSums({ n, sum, squares, decimals }: Sums, ofResults: number): Statistics {
  if (n === 0) return { n };
  const shown = Math.max(LEAST_DECIMALS, ofResults + MORE_DECIMALS);
  const count = BigInt(n);
  const mean = divideHalfEven(sum * tenTo(shown), count * tenTo(decimals));
  const meanText = decimalText({ units: mean, decimals: shown });
  if (n === 1) return { n, mean: meanText };
  const fine = 2 * shown;
  const variance = ((count * squares - sum * sum) * tenTo(2 * fine)) / (count * (count - 1n));
  const sd = squareRoot(variance / tenTo(2 * decimals));
  const cv = sum > 0n ? percent(sd * count * tenTo(decimals), sum * tenTo(fine)) : undefined;
  return {
    n,
    mean: meanText,
    sd: decimalText({ units: divideHalfEven(sd, tenTo(fine - shown)), decimals: shown }),
    cv,
  };
}

const percent = (part: bigint, whole: bigint): string =>
  decimalText({ units: divideHalfEven(part * tenTo(2 + CV_DECIMALS), whole), decimals: CV_DECIMALS });

/** A part of a whole in percent, with one decimal. */
export const shareOf = (part: number, whole: number): string =>
  decimalText({ units: divideHalfEven(BigInt(part) * 1000n, BigInt(whole)), decimals: 1 });

export interface Bias {
  readonly absolute: string;
  /** Undefined for a target of zero or below. */
  readonly percent?: string | undefined;
}

/** How far a mean is from its target. Undefined if one of them is no number. */
export function biasOf(mean: string, target: string): Bias | undefined {
  const [one, other] = [readDecimal(mean), readDecimal(target)];
  if (one === undefined || other === undefined) return undefined;
  const { units, decimals } = onOneScale([one, other]);
  const [found = 0n, meant = 0n] = units;
  return {
    absolute: decimalText({ units: found - meant, decimals }),
    percent: meant > 0n ? percent(found - meant, meant) : undefined,
  };
}

/** The total allowable error with its origin, as a laboratory chose it. */
export interface AllowedError {
  /** In percent, in the unit of the results, or both: the greater one counts. */
  readonly percent?: string | undefined;
  readonly absolute?: string | undefined;
  readonly origin: string;
}

export interface SigmaInputs {
  readonly allowed: AllowedError;
  /** In percent. An origin such as a comparison program, or `assumed 0`. */
  readonly bias: { readonly percent: string; readonly origin: string };
  readonly statistics: Statistics;
}

/** Sigma with everything that it depends on. One number without its inputs says nothing. */
export interface Sigma extends SigmaInputs {
  /** Rounded to two decimals. */
  readonly sigma: string;
  readonly hundredths: bigint;
  /** The bias alone uses up the allowed error. */
  readonly isFailing: boolean;
  /** The CV is of fewer than 20 results. */
  readonly isOfFew: boolean;
}

const ENOUGH = 20;
const SIGMA_DECIMALS = 2;

/** (allowed error - |bias|) / CV, all in percent. Undefined if one of them is unknown, or the CV is zero. */
export function sigmaOf(inputs: SigmaInputs): Sigma | undefined {
  const { allowed, bias, statistics } = inputs;
  const error = allowedPercent(allowed, statistics);
  const [drift, cv] = [readDecimal(bias.percent), readDecimal(statistics.cv ?? '')];
  if (error === undefined || drift === undefined || cv === undefined || cv.units <= 0n) return undefined;
  const [whole = 0n, used = 0n, width = 1n] = onOneScale([error, drift, cv]).units;
  const left = whole - absolute(used);
  const hundredths = divideHalfEven(left * tenTo(SIGMA_DECIMALS), width);
  return {
    ...inputs,
    sigma: decimalText({ units: hundredths, decimals: SIGMA_DECIMALS }),
    hundredths,
    isFailing: left <= 0n,
    isOfFew: statistics.n < ENOUGH,
  };
}

function allowedPercent(
  { percent: ofAll, absolute: fixed }: AllowedError,
  { mean }: Statistics,
): Decimal | undefined {
  const share = readDecimal(ofAll ?? '');
  const [error, middle] = [readDecimal(fixed ?? ''), readDecimal(mean ?? '')];
  if (error === undefined || middle === undefined || middle.units <= 0n) return share;
  const [part = 0n, whole = 1n] = onOneScale([error, middle]).units;
  const atMean = readDecimal(percent(part, whole));
  if (share === undefined || atMean === undefined) return atMean ?? share;
  const [one = 0n, other = 0n] = onOneScale([share, atMean]).units;
  return one > other ? share : atMean;
}
