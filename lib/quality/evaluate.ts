import { type ControlEvent, type EventSettings, eventsOf } from './events.ts';
import type { ComparedPoint, ExpectedRule } from './expected.ts';
import { isBeyond, isMeasured, type JudgedPoint, judgeBy, zText } from './judge-point.ts';
import type { Action, ControlPoint, Instant, LotUse, PointProblem, Target } from './point.ts';
import type { RuleSet } from './rule-sets.ts';
import { applyRule, type RuleForm, type RuleName } from './rules.ts';
import { WindowKeeper } from './windows.ts';

/** The verdict on an event. `cannot-judge` is not acceptable: nobody knows whether the system is in control. */
export type Verdict = 'accept' | 'warn' | 'reject' | 'cannot-judge';

export type BrokenRule = RuleName | ExpectedRule;

/** A broken rule, with the points that break it. */
export interface Violation {
  readonly rule: BrokenRule;
  readonly form: RuleForm;
  readonly verdict: 'reject' | 'warn';
  readonly points: readonly string[];
}

export interface EvaluatedPoint {
  readonly id: string;
  readonly level: string;
  readonly lot: string;
  readonly at: Instant;
  /** The version of the target that judged it. */
  readonly target?: string | undefined;
  /** The distance from the mean in standard deviations, for the eye. */
  readonly z?: string | undefined;
  /** The answer, or the number, that was compared with what is expected. */
  readonly answer?: string | undefined;
  readonly problem?: PointProblem | undefined;
}

/**
 * `clock-skew`: ordered by receipt, because its clock was ahead. `expired`: on material that had expired. `mixed-lots`: the
 * answers are of several lots of one kit.
 */
export type EventFlag = 'clock-skew' | 'expired' | 'mixed-lots';

/** One event with its verdict and everything that the verdict depends on. */
export interface Evaluation {
  /** The id of its first point. */
  readonly id: string;
  readonly use: LotUse;
  readonly start: Instant;
  readonly end: Instant;
  readonly verdict: Verdict;
  readonly violations: readonly Violation[];
  /** Rules that had too few results. They are not passed. */
  readonly notYet: readonly RuleName[];
  readonly points: readonly EvaluatedPoint[];
  readonly ruleSet: string;
  /** Levels without a result in this event. */
  readonly missing: readonly string[];
  readonly flags: readonly EventFlag[];
  /** The event counts as quality control that was run: of active lots, accepted or warned, complete, without a flag. */
  readonly isSatisfying: boolean;
}

/** What is judged of one test system. */
export interface Course {
  readonly points: readonly ControlPoint[];
  readonly targets: readonly Target[];
  readonly actions: readonly Action[];
}

export interface JudgingSettings extends EventSettings {
  /** The levels of a complete event, in their order. */
  readonly levels: readonly string[];
  readonly rules: RuleSet;
}

/**
 * The evaluations of a test system, in the order of their events. They are a function of the set of points, targets and
 * actions: the order of arrival changes nothing.
 */
export function evaluate(course: Course, settings: JudgingSettings): readonly Evaluation[] {
  const judge = judgeBy(course.targets);
  const windows = { active: new WindowKeeper(settings.levels), parallel: new WindowKeeper(settings.levels) };
  return eventsOf(course.points, course.actions, settings).map((event) => {
    const read = event.points.map(({ point, at }) => ({ point, at, answer: judge(point, at) }));
    const judged = read.flatMap(({ answer }) => (isMeasured(answer) ? [answer] : []));
    const compared = read.flatMap(({ answer }) =>
      typeof answer === 'string' || isMeasured(answer) ? [] : [answer],
    );
    const byRules =
      event.use === 'none'
        ? { violations: [], notYet: [] }
        : broken(windows[event.use], judged, event.resets, settings.rules);
    const points = read.map(({ point: { id, level, lot }, at, answer }) => ({
      ...{ id, level, lot, at },
      ...(typeof answer === 'string'
        ? { problem: answer }
        : isMeasured(answer)
          ? { target: answer.target, z: zText(answer) }
          : { target: answer.target, answer: answer.answer }),
    }));
    const found = { ...byRules, violations: [...byRules.violations, ...unexpected(compared)] };
    return summary(event, points, found, compared.length > 0, settings);
  });
}

/** Each rule with the points that do not show what is expected. */
const unexpected = (compared: readonly ComparedPoint[]): readonly Violation[] =>
  [...Map.groupBy(compared, ({ broken }) => broken)].flatMap(([rule, points]) =>
    rule === undefined
      ? []
      : [{ rule, form: 'result' as const, verdict: 'reject' as const, points: points.map(({ id }) => id) }],
  );

type Broken = Pick<Evaluation, 'violations' | 'notYet'>;

function broken(
  keeper: WindowKeeper,
  judged: readonly JudgedPoint[],
  resets: number,
  { start, rFour, rules }: RuleSet,
): Broken {
  const windows = keeper.take(judged, resets);
  const answers = rules.map((chosen) => ({ chosen, ...applyRule(chosen.rule, windows, rFour) }));
  const notYet = answers.filter(({ isDecided }) => !isDecided).map(({ chosen }) => chosen.rule);
  if (start === '1-2s' && !judged.some((point) => isBeyond(point, 2n))) return { violations: [], notYet };
  const violations = answers.flatMap(({ chosen: { rule, verdict }, breaks }) =>
    breaks.map(({ form, points }) => ({ rule, form, verdict, points: points.map(({ id }) => id) })),
  );
  return { violations, notYet };
}

function summary(
  { use, points: ordered }: ControlEvent,
  points: readonly EvaluatedPoint[],
  found: Broken,
  isCompared: boolean,
  { levels, replicates, rules }: JudgingSettings,
): Evaluation {
  const times = ordered.map(({ at }) => at);
  const counts = Map.groupBy(points, ({ level }) => level);
  const missing = levels.filter((level) => (counts.get(level)?.length ?? 0) < replicates);
  const flags: EventFlag[] = [
    ...(ordered.some(({ isSkewed }) => isSkewed) ? (['clock-skew'] as const) : []),
    ...(ordered.some(({ point }) => point.isExpired === true) ? (['expired'] as const) : []),
    ...(isCompared && hasMixedLots(ordered.map(({ point }) => point)) ? (['mixed-lots'] as const) : []),
  ];
  const verdict = verdictOf(found.violations, points);
  const isGood = verdict === 'accept' || verdict === 'warn';
  return {
    ...{
      id: points[0]?.id ?? '',
      use,
      start: times[0] ?? 0,
      end: times.at(-1) ?? 0,
      verdict,
      ...found,
      points,
    },
    ...{ ruleSet: rules.version, missing, flags },
    isSatisfying: isGood && use === 'active' && missing.length === 0 && flags.length === 0,
  };
}

/** The components of a kit are of one lot. */
const hasMixedLots = (points: readonly ControlPoint[]): boolean =>
  [...Map.groupBy(points, ({ material }) => material)].some(
    ([material, all]) => material !== undefined && new Set(all.map(({ lot }) => lot)).size > 1,
  );

/** Reject before cannot-judge before warn before accept. */
function verdictOf(violations: readonly Violation[], points: readonly EvaluatedPoint[]): Verdict {
  if (violations.some(({ verdict }) => verdict === 'reject')) return 'reject';
  if (points.some(({ problem }) => problem !== undefined)) return 'cannot-judge';
  return violations.length > 0 ? 'warn' : 'accept';
}
