import type { History, HistoryPoint } from './history.ts';

/**
 * What controls mean, once more: written from the definitions of the rules, the states and the statistics, without a line of
 * the program, and without regard for time.
 */
export interface OracleEvent {
  readonly use: 'active' | 'parallel' | 'none';
  readonly points: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly verdict: 'accept' | 'warn' | 'reject' | 'cannot-judge';
  /** `2-2s level p1 p2`, sorted. R-4s names no points: which two are the farthest may be a tie. */
  readonly broken: readonly string[];
  readonly isSatisfying: boolean;
}

export interface OracleStep {
  readonly at: number;
  readonly state: 'unknown' | 'good' | 'failed' | 'repeat-passed' | 'stopped';
  readonly due: number | undefined;
}

export interface OracleMonth {
  readonly name: string;
  readonly n: number;
  readonly mean: number;
  readonly sd: number | undefined;
  readonly rejected: number;
}

interface Judged extends HistoryPoint {
  /** Level, lot and target. */
  readonly series: string;
  readonly from: number;
  readonly deviation: bigint;
  readonly sd: bigint;
  readonly target: string;
}

const EVENT_MS = 30 * 60_000;

/** Millionths. */
function millionths(text: string): bigint | undefined {
  const found = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (found === null) return undefined;
  const [, sign, whole = '', fraction = ''] = found;
  const units = BigInt(whole + fraction.padEnd(6, '0'));
  return sign === '-' ? -units : units;
}

function useOf(history: History, { lot, at }: HistoryPoint): OracleEvent['use'] {
  const { parallel, active, retired } = history.lots.find((one) => one.lot === lot) ?? { active: Infinity };
  if (retired !== undefined && at >= retired) return 'none';
  if (at >= active) return 'active';
  return parallel !== undefined && at >= parallel ? 'parallel' : 'none';
}

function judge(history: History, point: HistoryPoint): Judged | undefined {
  const targets = history.targets.filter(
    ({ lot, level, from }) => lot === point.lot && level === point.level && from <= point.at,
  );
  const target = targets.toSorted((one, other) => one.from - other.from).at(-1);
  const [value, mean, sd] = [point.value, target?.mean ?? '', target?.sd ?? ''].map(millionths);
  if (target === undefined || value === undefined || mean === undefined || sd === undefined) return undefined;
  const series = `${point.level} ${point.lot} ${target.from}`;
  return { ...point, series, from: target.from, deviation: value - mean, sd, target: target.mean };
}

/** The points of each event, the events by their first point. */
function grouped(history: History): HistoryPoint[][] {
  const groups: HistoryPoint[][] = [];
  const calibrations = history.actions.filter(({ kind }) => kind === 'calibration').map(({ at }) => at);
  const points = history.points
    .filter(({ isExcluded }) => !isExcluded)
    .toSorted(
      (one, other) =>
        one.at - other.at ||
        compare(one.level, other.level) ||
        compare(one.lot, other.lot) ||
        compare(one.id, other.id),
    );
  const open = new Map<string, HistoryPoint[]>();
  // points of one instant are never separated
  for (const [name, together] of Map.groupBy(points, (point) => {
    const use = useOf(history, point);
    return use === 'none' ? `${point.id} none` : `${point.at} ${use}`;
  })) {
    const [, use = ''] = name.split(' ');
    const group = use === 'none' ? undefined : open.get(use);
    const [first, point] = [group?.[0], together[0]];
    if (point === undefined) continue;
    const isApart =
      group === undefined ||
      first === undefined ||
      point.at - first.at > EVENT_MS ||
      group.some(({ level }) => together.some((one) => one.level === level)) ||
      calibrations.some((at) => at > first.at && at <= point.at);
    if (!isApart) group.push(...together);
    else {
      groups.push(together);
      open.set(use, together);
    }
  }
  return groups;
}
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const beyond = (point: Judged, times: bigint): number =>
  point.deviation > times * point.sd ? 1 : -point.deviation > times * point.sd ? -1 : 0;

/** The highest and the lowest one. */
function farthest(points: readonly Judged[]): readonly Judged[] {
  const inOrder = points.toSorted((one, other) =>
    Number(one.deviation * other.sd - other.deviation * one.sd),
  );
  return [...inOrder.slice(0, 1), ...inOrder.slice(-1)];
}

type Set = ReadonlyMap<string, 'reject' | 'warn'>;
const setOf = (levels: number): Set => {
  const rejecting =
    levels === 1
      ? ['1-3s', '2-2s', '4-1s', '10-x']
      : levels === 2
        ? ['1-3s', '2-2s', 'R-4s', '4-1s', '10-x']
        : ['1-3s', '2of3-2s', 'R-4s', '3-1s', '6-x'];
  const warning = ['1-2s', '7-T'].map((rule) => [rule, 'warn'] as const);
  return new Map([...rejecting.map((rule) => [rule, 'reject'] as const), ...warning]);
};

/** The broken rules of an event, by what was before it in its series and over all levels. */
function rulesBroken(
  event: readonly Judged[],
  series: readonly (readonly Judged[])[],
  across: readonly Judged[],
) {
  const found: { readonly rule: string; readonly form: string; readonly points: readonly Judged[] }[] = [];
  const say = (rule: string, form: string, points: readonly Judged[]): void => {
    if (points.length > 0) found.push({ rule, form, points });
  };
  const last = (all: readonly Judged[], count: number) =>
    all.length < count ? undefined : all.slice(-count);
  const sameSide = (all: readonly Judged[] | undefined, times: bigint): readonly Judged[] => {
    const sides = new globalThis.Set(all?.map((point) => beyond(point, times)));
    return sides.size === 1 && !sides.has(0) ? (all ?? []) : [];
  };
  const two = (all: readonly Judged[] | undefined): readonly Judged[] =>
    [1, -1].flatMap((side) => {
      const own = all?.filter((point) => beyond(point, 2n) === side) ?? [];
      return own.length >= 2 ? own : [];
    });
  say(
    '1-2s',
    'result',
    event.filter((point) => beyond(point, 2n) !== 0),
  );
  say(
    '1-3s',
    'result',
    event.filter((point) => beyond(point, 3n) !== 0),
  );
  say('2-2s', 'event', two(event));
  for (const one of series) say('2-2s', 'level', two(last(one, 2)));
  const isHigh = event.some((point) => beyond(point, 2n) === 1);
  if (isHigh && event.some((point) => beyond(point, 2n) === -1)) say('R-4s', 'event', event);
  for (const [form, three] of [
    ['event', event.length === 3 ? event : undefined],
    ...series.map((one) => ['level', last(one, 3)] as const),
  ] as const) {
    const pair = two(three);
    if (pair.some((point) => event.includes(point))) say('2of3-2s', form, pair);
    say('3-1s', form, sameSide(three, 1n));
  }
  for (const [form, all] of [...series.map((one) => ['level', one] as const), ['across', across] as const]) {
    say('4-1s', form, sameSide(last(all, 4), 1n));
    for (const count of [6, 10]) say(`${count}-x`, form, sameSide(last(all, count), 0n));
  }
  for (const one of series) {
    const seven = last(one, 7) ?? [];
    const steps = seven.slice(1).map((point, index) => {
      const before = seven[index];
      return before === undefined ? 0 : Number(point.deviation - before.deviation);
    });
    if (steps.length === 6 && (steps.every((step) => step > 0) || steps.every((step) => step < 0)))
      say('7-T', 'level', seven);
  }
  return found;
}

interface Evaluated extends OracleEvent {
  readonly judged: readonly Judged[];
  /** Points of rules that reject. */
  readonly rejecting: ReadonlySet<string>;
}

function evaluated(history: History): readonly Evaluated[] {
  const rules = setOf(history.levels.length);
  const calibrations = history.actions.filter(({ kind }) => kind === 'calibration');
  const since = (at: number) => calibrations.filter((one) => one.at <= at).length;
  const groups = grouped(history).map((points) => {
    const [first] = points;
    const start = first?.at ?? 0;
    const use = first === undefined ? ('none' as const) : useOf(history, first);
    const judged = use === 'none' ? [] : points.flatMap((point) => judge(history, point) ?? []);
    return { points, use, judged, start, era: since(start) };
  });
  // over all levels a window begins with the last event in which a level got another lot or target
  const changes = new Map<OracleEvent['use'], number[]>();
  const lastOfLevel = new Map<string, string>();
  for (const [at, { use, judged }] of groups.entries()) {
    const isChanged = judged.some(({ level, series }) => {
      const last = lastOfLevel.get(`${use} ${level}`);
      return last !== undefined && last !== series;
    });
    for (const { level, series } of judged) lastOfLevel.set(`${use} ${level}`, series);
    if (isChanged) changes.set(use, [...(changes.get(use) ?? []), at]);
  }
  return groups.map(({ points, use, judged, start, era }, now): Evaluated => {
    const earlier = groups.slice(0, now + 1).filter((one) => one.use === use && one.era === era);
    const all = earlier.flatMap((one) => one.judged);
    const series = [...new globalThis.Set(judged.map((one) => one.series))].map((name) =>
      all.filter((one) => one.series === name),
    );
    const from = changes.get(use)?.findLast((at) => at <= now) ?? 0;
    const across = earlier
      .filter((one) => groups.indexOf(one) >= from)
      .flatMap((one) => one.judged.toSorted((a, b) => compare(a.level, b.level)));
    const event = judged.toSorted((a, b) => compare(a.level, b.level));
    const broken = rulesBroken(event, series, across).filter(({ rule }) => rules.has(rule));
    const rejecting = broken.filter(({ rule }) => rules.get(rule) === 'reject');
    const verdict =
      rejecting.length > 0
        ? 'reject'
        : judged.length < points.length
          ? 'cannot-judge'
          : broken.length > 0
            ? 'warn'
            : 'accept';
    const isComplete = history.levels.every((level) => points.some((point) => point.level === level));
    return {
      ...{ use, judged, verdict, start },
      points: points.map(({ id }) => id),
      end: Math.max(...points.map(({ at }) => at)),
      broken: broken
        .map(({ rule, form, points: of }) =>
          rule === 'R-4s' ? 'R-4s event' : [rule, form, ...of.map(({ id }) => id).toSorted()].join(' '),
        )
        .toSorted(),
      isSatisfying: use === 'active' && isComplete && (verdict === 'accept' || verdict === 'warn'),
      rejecting: new globalThis.Set(
        rejecting
          .flatMap(({ rule, points: of }) => (rule === 'R-4s' ? farthest(of) : of))
          .map(({ id }) => id),
      ),
    };
  });
}

/** The states of the table in which every action comes before an event of the same instant. */
function stepsOf(history: History, events: readonly OracleEvent[]): readonly OracleStep[] {
  const happenings = [
    ...history.actions.map((action) => ({ at: action.at, action: action.kind, event: undefined })),
    // from its time on, nobody knows
    ...history.points
      .filter((point) => point.isExcluded && useOf(history, point) === 'active')
      .map(({ at }) => ({ at, action: 'excluded' as const, event: undefined })),
    ...events
      .filter(({ use }) => use !== 'parallel')
      .map((event) => ({ at: event.isSatisfying ? event.end : event.start, action: undefined, event })),
  ].toSorted(
    (one, other) => one.at - other.at || Number(one.event !== undefined) - Number(other.event !== undefined),
  );
  const steps: OracleStep[] = [];
  let failing: OracleEvent | undefined;
  const go = (at: number, state: OracleStep['state'], due?: number) => void steps.push({ at, state, due });
  for (const { at, action, event } of happenings) {
    const state = steps.at(-1)?.state ?? 'unknown';
    const due = steps.at(-1)?.due;
    if (action === 'stop') go(at, 'stopped');
    if (action === 'start' && state === 'stopped') go(at, 'unknown');
    const isOverdue = due !== undefined && at > due;
    if (action === 'excluded' && state === 'good' && !isOverdue) go(at, 'unknown');
    if (event === undefined) continue;
    if (event.verdict === 'reject') {
      failing = event;
      if (state !== 'stopped') go(event.start, 'failed');
    } else if (state === 'stopped') continue;
    else if (event.verdict === 'cannot-judge') {
      if (state === 'good' && !isOverdue) go(event.start, 'unknown');
    } else if (event.isSatisfying) {
      const { end = 0 } = failing ?? {};
      const isAnswered = history.actions.some(
        ({ kind, at: done }) => kind !== 'stop' && kind !== 'start' && done > end && done <= event.start,
      );
      if (failing === undefined || isAnswered) {
        failing = undefined;
        go(event.end, 'good', dueAfter(history, event.end));
      } else go(event.end, 'repeat-passed');
    }
  }
  return steps;
}

function dueAfter({ due, timeZone }: History, end: number): number | undefined {
  if (due === undefined) return undefined;
  if ('hours' in due) return end + due.hours * 3_600_000;
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const [year = 0, month = 0, day = 0] = local.format(end).slice(0, 10).split('-').map(Number);
  const next = new Date(Date.UTC(year, month - 1, day + 1)).toISOString().slice(0, 10);
  // the minute that has this date and time on the wall
  for (let hours = -14; hours <= 14; hours++) {
    const at = Date.parse(`${next}T${due.at}:00Z`) + hours * 3_600_000;
    if (local.format(at) === `${next} ${due.at}`) return at;
  }
  return undefined;
}

/** Of each month, level, lot and target, in two passes. */
function monthsOf(history: History, events: readonly Evaluated[]): readonly OracleMonth[] {
  const month = new Intl.DateTimeFormat('sv-SE', { timeZone: history.timeZone, dateStyle: 'short' });
  const rows = new Map<string, { readonly value: number; readonly isRejected: boolean }[]>();
  for (const { judged, rejecting } of events)
    for (const point of judged) {
      const name = `${month.format(point.at).slice(0, 7)} ${point.lot} ${point.level} ${point.target}`;
      rows.set(name, [
        ...(rows.get(name) ?? []),
        { value: Number(point.value), isRejected: rejecting.has(point.id) },
      ]);
    }
  return [...rows].map(([name, all]) => {
    const mean = all.reduce((sum, { value }) => sum + value, 0) / all.length;
    const squares = all.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);
    const sd = all.length < 2 ? undefined : Math.sqrt(squares / (all.length - 1));
    return { name, n: all.length, mean, sd, rejected: all.filter(({ isRejected }) => isRejected).length };
  });
}

export function oracle(history: History) {
  const events = evaluated(history);
  return { events, steps: stepsOf(history, events), months: monthsOf(history, events) };
}
