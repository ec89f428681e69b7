import type { BrokenRule } from '../../quality/evaluate.ts';
import type { Expected } from '../../quality/expected.ts';
import type { Target } from '../../quality/point.ts';
import {
  type AllowedError,
  type Bias,
  biasOf,
  type Sigma,
  type Statistics,
  shareOf,
  sigmaOf,
  statisticsOf,
} from '../../quality/statistics.ts';
import type { TestSystem } from '../../site/quality/schema.ts';
import type { JudgedControls } from './read-controls.ts';

/** How often results were what was expected. */
export interface AnswerStatistics {
  readonly right: number;
  /** In percent, with one decimal. */
  readonly share: string;
  /** How often each answer was given, the most frequent first. None for numbers within limits. */
  readonly counts: readonly { readonly answer: string; readonly count: number }[];
}

/** The statistics of one level and lot, by one target, in one month of the laboratory. */
export interface LevelStatistics {
  /** `2026-11` */
  readonly month: string;
  readonly lot: string;
  readonly level: string;
  readonly target: Target;
  /** Of all results that were judged, the rejected ones among them. */
  readonly statistics: Statistics;
  /** Results that a person excluded; they are in no number. */
  readonly excluded: number;
  /** Results that broke a rule that rejects. */
  readonly rejected: number;
  /** How often each rule was broken. */
  readonly rules: Readonly<Partial<Record<BrokenRule, number>>>;
  /** If the target is no mean and SD. */
  readonly answers?: AnswerStatistics | undefined;
  /** From the mean of the target. */
  readonly bias?: Bias | undefined;
  /** Undefined without an allowed error, and for logarithms. */
  readonly sigma?: Omit<Sigma, 'hundredths'> | undefined;
}

/** The statistics of the controls of a test system, newest month first. Results that cannot be judged are in none. */
export function controlStatistics(
  { course, evaluations }: Pick<JudgedControls, 'course' | 'evaluations'>,
  system: Pick<TestSystem, 'allowedError' | 'bias' | 'levels'>,
  timeZone: string,
): readonly LevelStatistics[] {
  const monthOf = monthsIn(timeZone);
  const values = new Map(course.points.map(({ id, value }) => [id, value]));
  const judged = evaluations.flatMap(({ points, violations }) =>
    points.flatMap((point) => {
      const target = targetOf(point, course.targets);
      if (target === undefined) return [];
      const broken = violations.filter((violation) => violation.points.includes(point.id));
      return [{ ...point, target, broken, month: monthOf(point.at) }];
    }),
  );
  const groups = Map.groupBy(judged, ({ month, lot, level, target }) =>
    JSON.stringify([month, lot, level, target.version]),
  );
  const excluded = course.points.filter(({ isExcluded }) => isExcluded === true);
  const order = new Map(system.levels.map((level, index) => [level, index]));
  const rows = [...groups.values()].flatMap((points): LevelStatistics[] => {
    const [first] = points;
    if (first === undefined) return [];
    const { month, lot, level, target } = first;
    const statistics =
      target.expected === undefined
        ? statisticsOf(
            points.flatMap(({ id }) => values.get(id) ?? []),
            target.scale,
          )
        : { n: points.length };
    const counts = Map.groupBy(
      points.flatMap(({ broken }) => broken),
      ({ rule }) => rule,
    );
    return [
      {
        ...{ month, lot, level, target, statistics },
        ...(target.expected === undefined ? {} : { answers: answersOf(points, target.expected) }),
        excluded: excluded.filter(
          (one) => one.lot === lot && one.level === level && monthOf(one.at) === month,
        ).length,
        rejected: points.filter(({ broken }) => broken.some(({ verdict }) => verdict === 'reject')).length,
        rules: Object.fromEntries([...counts].map(([rule, all]) => [rule, all.length])),
        bias: biasOf(statistics.mean ?? '', target.mean ?? ''),
        sigma: target.scale === 'log10' ? undefined : sigmaBy(system, statistics),
      },
    ];
  });
  return rows.sort(
    (one, other) =>
      compare(other.month, one.month) ||
      compare(one.lot, other.lot) ||
      (order.get(one.level) ?? 0) - (order.get(other.level) ?? 0) ||
      other.target.from - one.target.from,
  );
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function answersOf(
  points: readonly { readonly answer?: string | undefined; readonly broken: readonly unknown[] }[],
  expected: Expected,
): AnswerStatistics {
  const right = points.filter(({ broken }) => broken.length === 0).length;
  const found = expected.kind === 'limits' ? [] : points.flatMap(({ answer }) => answer ?? []);
  const counts = [...Map.groupBy(found, (answer) => answer)].map(([answer, all]) => ({
    answer,
    count: all.length,
  }));
  return {
    ...{ right, share: shareOf(right, points.length) },
    counts: counts.sort((one, other) => other.count - one.count || compare(one.answer, other.answer)),
  };
}

/** The last months of a laboratory, the newest first, and a time before the first of them began. */
export function lastMonths(count: number, now: Date, timeZone: string) {
  const [year = 0, month = 0] = monthsIn(timeZone)(now).split('-').map(Number);
  const months = Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 'YYYY-MM'.length),
  );
  return { months, since: new Date(Date.UTC(year, month - count, 1) - DAY_MS) };
}

/** Zones are at most 14 hours apart from UTC. */
const DAY_MS = 86_400_000;

/** The month of a time in a zone. */
function monthsIn(timeZone: string): (at: number | Date) => string {
  const days = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  return (at) => days.format(at).slice(0, 'YYYY-MM'.length);
}

const targetOf = (
  point: { readonly lot: string; readonly level: string; readonly target?: string | undefined },
  targets: readonly Target[],
): Target | undefined =>
  targets.find(
    ({ lot, level, version }) => lot === point.lot && level === point.level && version === point.target,
  );

function sigmaBy(
  { allowedError, bias }: { readonly allowedError?: AllowedError | undefined } & Pick<TestSystem, 'bias'>,
  statistics: Statistics,
): LevelStatistics['sigma'] {
  if (allowedError === undefined) return undefined;
  const found = sigmaOf({
    allowed: allowedError,
    bias: bias ?? { percent: '0', origin: 'assumed 0' },
    statistics,
  });
  if (found === undefined) return undefined;
  const { hundredths: _, ...sigma } = found;
  return sigma;
}
