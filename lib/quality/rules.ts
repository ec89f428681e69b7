import { isBeyond, type JudgedPoint, sideOf } from './judge-point.ts';

/** The rules that Westgard's multirule procedures name. The number before the dash is the number of results. */
export const ruleNames = [
  '1-2s',
  '1-3s',
  '2-2s',
  'R-4s',
  '2of3-2s',
  '3-1s',
  '4-1s',
  '6-x',
  '8-x',
  '9-x',
  '10-x',
  '12-x',
  '7-T',
] as const;
export type RuleName = (typeof ruleNames)[number];

/** The longest window of a rule. */
export const LONGEST_WINDOW = 12;

/** Where a rule was broken: by a result, within the event, within a level over events, or over levels and events. */
export type RuleForm = 'result' | 'event' | 'level' | 'across';

export interface Break {
  readonly form: RuleForm;
  readonly points: readonly JudgedPoint[];
}

/** The judged results that a rule may look at. Each list is in order and ends with results of the event. */
export interface Windows {
  /** Of the event, level by level. */
  readonly event: readonly JudgedPoint[];
  /** Of each level of the event, with results of earlier events of the same lot and target. */
  readonly levels: readonly (readonly JudgedPoint[])[];
  /** Of all levels, with results of earlier events. */
  readonly across: readonly JudgedPoint[];
}

export interface RuleAnswer {
  /** At least one form of the rule had as many results as it needs. Otherwise the rule is not yet decided. */
  readonly isDecided: boolean;
  readonly breaks: readonly Break[];
}

export type RFour = 'sides' | 'difference';

/** Applies one rule. A break always contains a result of the event. */
export function applyRule(rule: RuleName, windows: Windows, rFour: RFour): RuleAnswer {
  switch (rule) {
    case '1-2s':
      return single(windows, 2n);
    case '1-3s':
      return single(windows, 3n);
    case '2-2s':
      return twoBeyond(windows);
    case 'R-4s':
      return range(windows, rFour);
    case '2of3-2s':
      return twoOfThree(windows);
    case '3-1s':
      return threeBeyond(windows);
    case '4-1s':
      return joined([...lastOfLevels(windows, 4), ...lastAcross(windows, 4)], (points) =>
        areBeyond(points, 1n) ? points : [],
      );
    case '7-T':
      return joined(lastOfLevels(windows, 7), (points) => (isTrend(points) ? points : []));
    default:
      return oneSide(windows, Number.parseInt(rule, 10));
  }
}

/** A window of a rule that is full. */
type Full = Break;

function joined(
  full: readonly Full[],
  broken: (points: readonly JudgedPoint[]) => readonly JudgedPoint[],
): RuleAnswer {
  const breaks = full
    .map(({ form, points }) => ({ form, points: broken(points) }))
    .filter(({ points }) => points.length > 0);
  return { isDecided: full.length > 0, breaks };
}

const lastOfLevels = ({ levels }: Windows, size: number): Full[] =>
  levels.filter((all) => all.length >= size).map((all) => ({ form: 'level', points: all.slice(-size) }));

const lastAcross = ({ across }: Windows, size: number): Full[] =>
  across.length < size ? [] : [{ form: 'across', points: across.slice(-size) }];

const single = ({ event }: Windows, times: bigint): RuleAnswer =>
  joined(event.length === 0 ? [] : [{ form: 'result', points: event }], (points) =>
    points.filter((point) => isBeyond(point, times)),
  );

/** All are beyond the same limit. */
const areBeyond = (points: readonly JudgedPoint[], times: bigint): boolean =>
  areOnOneSide(points) && points.every((point) => isBeyond(point, times));

function areOnOneSide(points: readonly JudgedPoint[]): boolean {
  const [first] = points;
  const side = first === undefined ? 0 : sideOf(first);
  return side !== 0 && points.every((point) => sideOf(point) === side);
}

/** The results beyond the same limit, if there are at least two. */
function twoOf(points: readonly JudgedPoint[]): readonly JudgedPoint[] {
  const beyond = points.filter((point) => isBeyond(point, 2n));
  const above = beyond.filter((point) => sideOf(point) > 0);
  const below = beyond.filter((point) => sideOf(point) < 0);
  return [above, below].filter((ofSide) => ofSide.length >= 2).flat();
}

function twoBeyond(windows: Windows): RuleAnswer {
  const { event } = windows;
  const within: Full[] = event.length < 2 ? [] : [{ form: 'event', points: event }];
  return joined([...within, ...lastOfLevels(windows, 2)], twoOf);
}

/** One above +2 SD and one below -2 SD; or with `difference`, more than 4 SD between two. Never over time. */
function range({ event }: Windows, rFour: RFour): RuleAnswer {
  const full: Full[] = event.length < 2 ? [] : [{ form: 'event', points: event }];
  return joined(full, (points) => {
    const [highest, lowest] = [points.reduce(higher), points.reduce(lower)];
    const isWide =
      rFour === 'difference'
        ? highest.deviation * lowest.sd - lowest.deviation * highest.sd > 4n * highest.sd * lowest.sd
        : highest.deviation > 2n * highest.sd && -lowest.deviation > 2n * lowest.sd;
    return isWide ? [highest, lowest] : [];
  });
}

const isHigher = (one: JudgedPoint, other: JudgedPoint): boolean =>
  one.deviation * other.sd > other.deviation * one.sd;
const higher = (one: JudgedPoint, other: JudgedPoint): JudgedPoint => (isHigher(other, one) ? other : one);
const lower = (one: JudgedPoint, other: JudgedPoint): JudgedPoint => (isHigher(one, other) ? other : one);

/** One of the points beyond the limit is of the event. Its form within an event is for exactly three results. */
function twoOfThree(windows: Windows): RuleAnswer {
  const { event } = windows;
  const within: Full[] = event.length === 3 ? [{ form: 'event', points: event }] : [];
  const isNew = (points: readonly JudgedPoint[]) => points.some((point) => event.includes(point));
  return joined([...within, ...lastOfLevels(windows, 3)], (points) => {
    const beyond = twoOf(points);
    return isNew(beyond) ? beyond : [];
  });
}

function threeBeyond(windows: Windows): RuleAnswer {
  const { event } = windows;
  const within: Full[] = event.length === 3 ? [{ form: 'event', points: event }] : [];
  return joined([...within, ...lastOfLevels(windows, 3)], (points) => (areBeyond(points, 1n) ? points : []));
}

const oneSide = (windows: Windows, size: number): RuleAnswer =>
  joined([...lastOfLevels(windows, size), ...lastAcross(windows, size)], (points) =>
    areOnOneSide(points) ? points : [],
  );

/** Each result is strictly above the one before, or each below. A tie ends a trend. */
function isTrend(points: readonly JudgedPoint[]): boolean {
  const pairs = points.slice(1).map((later, index) => [points[index] ?? later, later] as const);
  return (
    pairs.every(([before, later]) => isHigher(later, before)) ||
    pairs.every(([before, later]) => isHigher(before, later))
  );
}
