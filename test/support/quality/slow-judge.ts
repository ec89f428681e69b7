import type { Course, JudgingSettings, Verdict } from '../../../lib/quality/evaluate.ts';
import type { ControlPoint, Target } from '../../../lib/quality/point.ts';

/**
 * The rules once more, written from their definitions alone and without regard for time: every event looks at every other
 * one. `wrong` puts in faults that other programs are known to have, to show that the vectors find them.
 */
export interface Wrong {
  /** A result on the limit is beyond it. */
  readonly isInclusive?: boolean;
  /** Distances are computed in binary numbers. */
  readonly hasDoubles?: boolean;
  /** R-4s between two results of one level in different events. */
  readonly hasRangeOverTime?: boolean;
  /** A standard deviation of zero, or one that is rounded to zero, is no distance. */
  readonly sdDigits?: number;
  readonly looksAtOneLevel?: boolean;
  readonly countsAcrossLots?: boolean;
  /** A result on the mean is below it. */
  readonly hasNoMiddle?: boolean;
  /** A window slides over results that are not the last ones. */
  readonly slides?: boolean;
}

export interface SlowVerdict {
  readonly points: readonly string[];
  readonly verdict: Verdict;
  /** `4-1s across a b c d`, sorted. */
  readonly breaks: readonly string[];
}

interface Judged {
  readonly id: string;
  readonly level: string;
  readonly key: string;
  readonly value: bigint;
  readonly mean: bigint;
  readonly sd: bigint;
}

interface Event {
  readonly use: string;
  readonly batch: string | undefined;
  readonly first: number;
  readonly points: Timed[];
}

type Timed = ControlPoint & { readonly time: number };

const DIGITS = 20;

/** The number times 10^20. */
function scaled(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)) return undefined;
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  const number = BigInt(`0${whole}${fraction.padEnd(DIGITS, '0')}`);
  return text.startsWith('-') ? -number : number;
}

export function slowVerdicts(
  course: Course,
  settings: JudgingSettings,
  wrong: Wrong = {},
): readonly SlowVerdict[] {
  const resets = course.actions.filter((action) => action.resets).map(({ at }) => at);
  const resetsUntil = (time: number) => resets.filter((at) => at <= time).length;
  const events = slowEvents(course, settings, resetsUntil);
  const judged = events.map((event) =>
    event.points.flatMap((point) => judgedPoint(point, course.targets, wrong) ?? []),
  );
  return events.map((event, now) => {
    const mine = judged[now] ?? [];
    const earlier = (at: number) =>
      events[at]?.use === event.use && resetsUntil(events[at].first) === resetsUntil(event.first);
    const upToNow = judged.map((all, at) => (at <= now && earlier(at) ? all : []));
    const ofLevel = (level: Judged) =>
      upToNow.flat().filter((one) => {
        if (one.level !== level.level) return false;
        return wrong.countsAcrossLots === true || one.key === level.key;
      });
    const windows = [...new Map(mine.map((one) => [`${one.level} ${one.key}`, one])).values()].map(ofLevel);
    let from = now;
    while (from > 0 && !hasChanged(events, judged, from, wrong)) {
      from--;
      while (from > 0 && !(earlier(from) && (judged[from] ?? []).length > 0)) from--;
    }
    const across = upToNow.slice(from).flatMap((all) => byLevel(all, settings.levels));
    const within = byLevel(mine, settings.levels);
    const isNone = event.use === 'none';
    const isStarted = settings.rules.start === 'none' || within.some((one) => beyond(one, 2, wrong) !== 0);
    const breaks = settings.rules.rules
      .flatMap(({ rule, verdict }) =>
        isNone || !isStarted
          ? []
          : slowRule(rule, { within, windows, across }, settings.rules.rFour, wrong).map((text) => ({
              text,
              verdict,
            })),
      )
      .concat(unexpectedIn(event.points, course.targets))
      .toSorted((one, other) => (one.text < other.text ? -1 : 1));
    const compared = event.points.filter((point) => comparison(point, course.targets) !== undefined);
    const isUnjudged = mine.length + compared.length < event.points.length;
    const verdict: Verdict = breaks.some((one) => one.verdict === 'reject')
      ? 'reject'
      : isUnjudged
        ? 'cannot-judge'
        : breaks.length > 0
          ? 'warn'
          : 'accept';
    return {
      points: event.points.map(({ id }) => id),
      verdict,
      breaks: [...new Set(breaks.map(({ text }) => text))],
    };
  });
}

function slowEvents(
  { points }: Course,
  { skewMinutes, eventMinutes, replicates }: JudgingSettings,
  resetsUntil: (time: number) => number,
): Event[] {
  const timed = points
    .filter(({ isExcluded }) => !isExcluded)
    .map((point) => ({
      ...point,
      time: point.at - point.receivedAt > skewMinutes * 60_000 ? point.receivedAt : point.at,
    }))
    .toSorted((one, other) => {
      if (one.time !== other.time) return one.time - other.time;
      const [left, right] = [one, other].map(({ level, lot, id }) => [level, lot, id]);
      return (left ?? []).join('\u0001') < (right ?? []).join('\u0001') ? -1 : 1;
    });
  const events: Event[] = [];
  const done = new Set<string>();
  for (const point of timed) {
    if (done.has(point.id)) continue;
    const together = timed.filter(
      (one) =>
        one.time === point.time &&
        one.use === point.use &&
        one.batch === point.batch &&
        (one.use !== 'none' || one === point),
    );
    for (const { id } of together) done.add(id);
    const open = events.findLast((one) => one.use === point.use && one.batch === point.batch);
    const isOpen =
      open !== undefined && point.use !== 'none' && resetsUntil(open.first) === resetsUntil(point.time);
    const minutes = (point.time - (open?.first ?? 0)) / 60_000;
    const repeats = [...(open?.points ?? []), ...together].map(({ level }) => level);
    const isTooOften = repeats.some(
      (level) => repeats.filter((other) => other === level).length > replicates,
    );
    const isSame = point.batch === undefined ? minutes <= eventMinutes && !isTooOften : minutes <= 24 * 60;
    if (isOpen && isSame) open.points.push(...together);
    else events.push({ use: point.use, batch: point.batch, first: point.time, points: [...together] });
  }
  return events;
}

function judgedPoint(point: Timed, targets: readonly Target[], wrong: Wrong): Judged | undefined {
  const possible = targets.filter(
    ({ lot, level, from }) => lot === point.lot && level === point.level && from <= point.time,
  );
  const target = possible.find(({ from }) => possible.every((other) => other.from <= from));
  if (point.problem !== undefined || point.use === 'none' || target === undefined) return undefined;
  if (target.to !== undefined && point.time >= target.to) return undefined;
  if ((target.unit ?? '') !== (point.unit ?? '')) return undefined;
  const [value, mean, sd] = [scaled(point.value), scaled(target.mean), scaled(target.sd)];
  if (value === undefined || mean === undefined || sd === undefined) return undefined;
  const { id, level, lot } = point;
  const kept = { id, level, key: `${lot} ${target.version}`, value, mean };
  if (wrong.sdDigits !== undefined) {
    const step = 10n ** BigInt(DIGITS - wrong.sdDigits);
    return { ...kept, sd: ((sd + step / 2n) / step) * step };
  }
  return sd <= 0n ? undefined : { ...kept, sd };
}

/** What is broken by a point that has no mean and SD: nothing (`right`), or a rule. Undefined: it cannot be judged, or has a mean. */
function comparison(point: Timed, targets: readonly Target[]): string | undefined {
  const target = targets
    .filter(({ lot, level, from }) => lot === point.lot && level === point.level && from <= point.time)
    .toSorted((one, other) => other.from - one.from)[0];
  if (target?.expected === undefined || point.use === 'none') return undefined;
  if (target.to !== undefined && target.to <= point.time) return undefined;
  if (point.answer === 'invalid') return 'invalid-run';
  if (target.expected.kind !== 'limits') {
    if (point.answer === undefined) return undefined;
    const rule = target.expected.kind === 'grade' ? 'beyond-grade' : 'other-answer';
    return target.expected.accepted.some((one) => one === point.answer) ? 'right' : rule;
  }
  const { low, above, high, below } = target.expected.limits;
  const number = scaled(point.value);
  if (number === undefined || (point.unit ?? '') !== (target.unit ?? '')) return undefined;
  const isOut =
    number < (scaled(low) ?? number) ||
    number > (scaled(high) ?? number) ||
    number <= (scaled(above) ?? number - 1n) ||
    number >= (scaled(below) ?? number + 1n);
  return isOut ? 'beyond-limits' : 'right';
}

const unexpectedIn = (points: readonly Timed[], targets: readonly Target[]) =>
  ['other-answer', 'beyond-grade', 'beyond-limits', 'invalid-run'].flatMap((rule) => {
    const ids = points.filter((point) => comparison(point, targets) === rule).map(({ id }) => id);
    return ids.length === 0
      ? []
      : [{ text: [rule, 'result', ...ids.toSorted()].join(' '), verdict: 'reject' as const }];
  });

function hasChanged(
  events: readonly Event[],
  judged: readonly Judged[][],
  at: number,
  wrong: Wrong,
): boolean {
  if (wrong.countsAcrossLots === true) return false;
  const before = judged.filter((_, index) => index < at && events[index]?.use === events[at]?.use).flat();
  return (judged[at] ?? []).some((one) => {
    const last = before.findLast(({ level }) => level === one.level);
    return last !== undefined && last.key !== one.key;
  });
}

const byLevel = (all: readonly Judged[], levels: readonly string[]): Judged[] =>
  levels.flatMap((level) => all.filter((one) => one.level === level));

/** 1 if the result is above the limit of its mean, -1 if below, otherwise 0. */
function beyond({ value, mean, sd }: Judged, times: number, wrong: Wrong): number {
  const distance = value - mean;
  const limit = BigInt(times) * sd;
  if (wrong.sdDigits !== undefined && sd === 0n) return 0;
  if (wrong.hasDoubles === true) {
    const ten = 10 ** DIGITS;
    const z = (Number(value) / ten - Number(mean) / ten) / (Number(sd) / ten);
    return z > times ? 1 : z < -times ? -1 : 0;
  }
  if (distance > limit || (wrong.isInclusive === true && distance === limit)) return 1;
  return -distance > limit || (wrong.isInclusive === true && -distance === limit) ? -1 : 0;
}

const side = ({ value, mean }: Judged, wrong: Wrong): number =>
  value > mean ? 1 : value < mean || wrong.hasNoMiddle === true ? -1 : 0;

interface SlowWindows {
  readonly within: readonly Judged[];
  readonly windows: readonly (readonly Judged[])[];
  readonly across: readonly Judged[];
}

function slowRule(
  rule: string,
  { within, windows, across }: SlowWindows,
  rFour: string,
  wrong: Wrong,
): string[] {
  const found: string[] = [];
  const say = (form: string, all: readonly Judged[]) => {
    if (all.length > 0) found.push([rule, form, ...all.map(({ id }) => id).toSorted()].join(' '));
  };
  const several = wrong.looksAtOneLevel === true ? [] : within;
  const together = wrong.looksAtOneLevel === true ? [] : across;
  const last = (all: readonly Judged[], size: number) =>
    all.length < size ? [] : all.slice(all.length - size);
  const same = (all: readonly Judged[], times: number) =>
    [1, -1].flatMap((sign) => all.filter((one) => beyond(one, times, wrong) === sign));
  const allBeyond = (all: readonly Judged[]) =>
    all.every((one) => beyond(one, 1, wrong) === 1) || all.every((one) => beyond(one, 1, wrong) === -1);
  const pairs = (all: readonly Judged[]) =>
    [1, -1]
      .map((sign) => all.filter((one) => beyond(one, 2, wrong) === sign))
      .filter((list) => list.length > 1)
      .flat();
  if (rule === '1-2s' || rule === '1-3s') say('result', same(within, rule === '1-2s' ? 2 : 3));
  if (rule === '2-2s') {
    say('event', pairs(several));
    for (const window of windows) say('level', pairs(last(window, 2)));
  }
  if (rule === '2of3-2s')
    for (const [form, all] of [
      ['event', several.length === 3 ? several : []],
      ...windows.map((window) => ['level', last(window, 3)] as const),
    ] as const) {
      const two = pairs(all);
      if (two.some((one) => within.includes(one))) say(form, two);
    }
  if (rule === '3-1s') {
    if (several.length === 3 && allBeyond(several)) say('event', several);
    for (const window of windows) if (allBeyond(last(window, 3))) say('level', last(window, 3));
  }
  if (rule === '4-1s') {
    for (const window of windows) if (allBeyond(last(window, 4))) say('level', last(window, 4));
    if (allBeyond(last(together, 4))) say('across', last(together, 4));
    if (wrong.slides === true)
      for (let end = together.length; end >= 4; end--)
        if (allBeyond(together.slice(end - 4, end))) say('across', together.slice(end - 4, end));
  }
  if (/^\d+-x$/.test(rule)) {
    const size = Number.parseInt(rule, 10);
    const onOneSide = (all: readonly Judged[]) =>
      [1, -1].some((sign) => all.every((one) => side(one, wrong) === sign)) ? all : [];
    for (const window of windows) say('level', onOneSide(last(window, size)));
    say('across', onOneSide(last(together, size)));
  }
  if (rule === '7-T')
    for (const window of windows) {
      const seven = last(window, 7);
      const steps = seven.slice(1).map((one, index) => one.value - (seven[index]?.value ?? 0n));
      if (steps.length > 0 && (steps.every((step) => step > 0n) || steps.every((step) => step < 0n)))
        say('level', seven);
    }
  if (rule === 'R-4s') {
    const pair = (form: string, all: readonly Judged[]) => {
      const isApart = all.some((one) =>
        all.some((other) =>
          rFour === 'difference'
            ? (one.value - one.mean) * other.sd - (other.value - other.mean) * one.sd > 4n * one.sd * other.sd
            : beyond(one, 2, wrong) === 1 && beyond(other, 2, wrong) === -1,
        ),
      );
      if (isApart) found.push(`${rule} ${form}`);
    };
    pair('event', several);
    if (wrong.hasRangeOverTime === true) for (const window of windows) pair('level', last(window, 2));
  }
  return found;
}
