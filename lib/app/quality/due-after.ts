import { offsetAt, QUARTER_HOUR_MS } from '../../normalize/elements/timestamp.ts';
import type { DueKind, TestSystem } from '../../site/quality/schema.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Until when an event that ended at a time counts by the clock: the earliest of the rules. `day`: until the local time of day of
 * the next local day. `hours`: so many hours. `shift`: until the next of the local times. Without such a rule it counts for ever.
 */
export function dueAfter(due: TestSystem['due'], timeZone: string): (end: number) => number | undefined {
  const rules = (due ?? []).flatMap((rule) => byClock(rule, timeZone));
  if (rules.length === 0) return () => undefined;
  return (end) => Math.min(...rules.map((rule) => rule(end)));
}

function byClock(rule: DueKind, timeZone: string): readonly ((end: number) => number)[] {
  switch (rule.every) {
    case 'hours':
      return [(end) => end + rule.hours * HOUR_MS];
    case 'day':
      return [(end) => instantOf(timeZone, localDay(timeZone, end) + DAY_MS + timeOfDay(rule.at))];
    case 'shift': {
      const times = rule.at.map(timeOfDay).toSorted((one, other) => one - other);
      return [(end) => nextOf(times, end + rule.earlyMinutes * MINUTE_MS, timeZone)];
    }
    default:
      return [];
  }
}

/** The next of these local times, after an instant. */
function nextOf(times: readonly number[], after: number, timeZone: string): number {
  const today = localDay(timeZone, after);
  const starts = [0, DAY_MS, 2 * DAY_MS].flatMap((day) =>
    times.map((time) => instantOf(timeZone, today + day + time)),
  );
  return Math.min(...starts.filter((start) => start > after));
}

function timeOfDay(text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * HOUR_MS + minute * MINUTE_MS;
}

/** The beginning of the local day, as the wall clock shows it. */
const localDay = (timeZone: string, instant: number): number =>
  Math.floor((instant + offsetAt(timeZone, instant) * MINUTE_MS) / DAY_MS) * DAY_MS;

/**
 * The instant at which clocks show a time: the first one if they show it twice. If they pass over it, the instant at which they
 * are changed.
 */
function instantOf(timeZone: string, wall: number): number {
  const shown = (instant: number): number => instant + offsetAt(timeZone, instant) * MINUTE_MS;
  const [before, after] = [wall - DAY_MS, wall + DAY_MS].map(
    (near) => wall - offsetAt(timeZone, near) * MINUTE_MS,
  ) as [number, number];
  const found = [before, after].filter((instant) => shown(instant) === wall);
  if (found.length > 0) return Math.min(...found);
  // clocks change on quarter hours only
  let instant = Math.floor(after / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  while (shown(instant) < wall) instant += QUARTER_HOUR_MS;
  return instant;
}
