import {
  absolute,
  type Decimal,
  decimalText,
  divideHalfEven,
  onOneScale,
  readDecimal,
  rounded,
  tenTo,
} from './decimal.ts';
import { compareWith, type Expected } from './expected.ts';
import type { ControlPoint, Target } from './point.ts';
import { statisticsOf } from './statistics.ts';

/** The runs of a parallel lot on one level, and the target of the lot in use. */
export interface LevelRuns {
  readonly level: string;
  readonly runs: readonly ControlPoint[];
  /** Of the lot in use. Undefined: it has none. */
  readonly target: Target | undefined;
}

/** The target of a new lot: the mean of its own runs, and the variation of the lot in use. */
export interface CarriedTarget {
  readonly level: string;
  /** Undefined if something else than mean and SD is expected. */
  readonly mean?: string | undefined;
  readonly sd?: string | undefined;
  readonly expected?: Expected | undefined;
  readonly unit?: string | undefined;
  readonly scale: Target['scale'];
  /** The runs that count. */
  readonly n: number;
  /** Why the SD and not the CV is carried. Undefined: the CV is. */
  readonly carriesSd?: 'logarithms' | 'not-above-zero' | undefined;
}

export type Crossover =
  | { readonly ok: true; readonly target: CarriedTarget }
  | { readonly ok: false; readonly obstacles: readonly string[] };

/** A mean has two decimals more than the results; an SD four. */
const MEAN_DECIMALS = 2;
const SD_DECIMALS = 4;

/**
 * Whether a level of a new lot has enough runs, and its target: SD = CV of the lot in use × new mean. Every run counts
 * that no person excluded; one that cannot be used is an obstacle, so that none is left out without a reason.
 */
export function crossOver({ level, runs, target }: LevelRuns, required: number): Crossover {
  const counted = runs.filter(({ isExcluded }) => isExcluded !== true);
  const unusable = counted.flatMap((run) => {
    const why = obstacleOf(run, target);
    return why === undefined
      ? []
      : [`level ${level}: the run ${run.id} ${why}; exclude it with a reason if it must not count`];
  });
  const missing = required - counted.length;
  const obstacles = [
    ...(missing > 0 ? [`level ${level}: ${counted.length} of ${required} runs; ${missing} missing`] : []),
    ...unusable,
    ...(target === undefined
      ? [`level ${level}: the lot in use has no target now, whose CV could be carried`]
      : []),
  ];
  if (obstacles.length > 0 || target === undefined) return { ok: false, obstacles };
  return carry(level, counted, target);
}

function obstacleOf(run: ControlPoint, target: Target | undefined): string | undefined {
  if (target?.expected !== undefined) return obstacleOfExpected(run, target.expected, target);
  const number = readDecimal(run.value);
  if (run.problem === 'no-number' || run.problem === 'comparator' || number === undefined)
    return 'has no number';
  if (target !== undefined && run.unit !== target.unit)
    return `is in another unit than the target of the lot in use`;
  if (run.isExpired) return 'was measured after the lot had expired';
  if (target?.scale === 'log10' && number.units <= 0n) return 'has no logarithm';
  return undefined;
}

/** A run of the new lot must show what the lot in use shows. */
function obstacleOfExpected(
  run: ControlPoint,
  expected: Expected,
  { unit, version }: Target,
): string | undefined {
  if (run.isExpired) return 'was measured after the lot had expired';
  if (expected.kind === 'limits' && run.unit !== unit)
    return 'is in another unit than the target of the lot in use';
  const compared = compareWith(expected, version, run);
  if (typeof compared === 'string') return `cannot be judged (${compared})`;
  return compared.broken === undefined ? undefined : `is ${compared.answer}, expected ${expected.text}`;
}

function carry(level: string, runs: readonly ControlPoint[], target: Target): Crossover {
  const values = runs.map(({ value }) => value);
  const { scale, unit, expected } = target;
  if (expected !== undefined) return { ok: true, target: { level, expected, unit, scale, n: values.length } };
  const exact = readDecimal(statisticsOf(values, scale).mean ?? '');
  const [oldMean, oldSd] = [readDecimal(target.mean ?? ''), readDecimal(target.sd ?? '')];
  if (exact === undefined || oldMean === undefined || oldSd === undefined || oldSd.units <= 0n)
    return { ok: false, obstacles: [`level ${level}: the target of the lot in use has no mean or SD`] };
  const decimals = values.reduce((most, text) => Math.max(most, readDecimal(text)?.decimals ?? 0), 0);
  // logarithms have six decimals
  const mean = scale === 'log10' ? exact : rounded(exact, decimals + MEAN_DECIMALS);
  const carriesSd =
    scale === 'log10' ? 'logarithms' : mean.units <= 0n || oldMean.units <= 0n ? 'not-above-zero' : undefined;
  const sd = carriesSd === undefined ? scaled(oldSd, mean, oldMean, decimals + SD_DECIMALS) : oldSd;
  const texts = { mean: decimalText(mean), sd: decimalText(sd) };
  return { ok: true, target: { level, ...texts, unit, scale, n: values.length, carriesSd } };
}

/** An SD times new mean / old mean. It has more decimals if it would be zero otherwise. */
function scaled(sd: Decimal, mean: Decimal, before: Decimal, decimals: number): Decimal {
  const [one = 0n, other = 1n] = onOneScale([mean, before]).units;
  for (let digits = decimals; ; digits++) {
    const units = divideHalfEven(sd.units * one * tenTo(digits), other * tenTo(sd.decimals));
    if (absolute(units) > 0n) return { units, decimals: digits };
  }
}
