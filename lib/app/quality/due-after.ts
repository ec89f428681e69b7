import { offsetAt, offsetIn } from '../../normalize/elements/timestamp.ts';
import type { TestSystem } from '../../site/quality/schema.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Until when an event that ended at a time counts. `day`: until the local time of day of the next local day. `hours`: so many
 * hours. Without a rule it counts for ever.
 */
export function dueAfter(due: TestSystem['due'], timeZone: string): (end: number) => number | undefined {
  if (due === undefined) return () => undefined;
  if (due.every === 'hours') return (end) => end + due.hours * HOUR_MS;
  const [hour = 0, minute = 0] = due.at.split(':').map(Number);
  return (end) => {
    const local = end + offsetAt(timeZone, end) * 60_000;
    const midnight = Math.floor(local / DAY_MS) * DAY_MS + DAY_MS;
    const wall = midnight + hour * HOUR_MS + minute * 60_000;
    return wall - offsetIn(timeZone, wall) * 60_000;
  };
}
