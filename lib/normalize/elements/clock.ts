import { type Hl7Timestamp, parseTimestamp, type TimestampPrecision } from '@labwire/hl7/timestamp';
import type { Clock } from '../../model/watermark.ts';
import { offsetAt, offsetIn, QUARTER_HOUR_MS, wallClock } from './timestamp.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const digitsOf: Readonly<Record<TimestampPrecision, number>> = {
  year: 4,
  month: 6,
  day: 8,
  hour: 10,
  minute: 12,
  second: 14,
  fraction: 14,
};

/** A time in the form that is used to order messages. Undefined if the text is not a timestamp. */
export function toClock(text: string | undefined, timeZone: string): Clock | undefined {
  const parsed = text === undefined ? undefined : parseTimestamp(text);
  if (parsed === undefined) return undefined;
  const wall = wallClock(parsed);
  const at = wall - (parsed.offsetMinutes ?? offsetIn(timeZone, wall)) * 60_000;
  const day = dayOf(parsed.offsetMinutes === undefined ? wall : at + offsetAt(timeZone, at) * 60_000);
  const digits = digitsOf[parsed.precision] + Math.min(parsed.fraction.length, 3);
  const twice = isTimeOfDay(parsed) ? hoursThatComeTwice(at, wall, timeZone) : undefined;
  return { at, day, digits, ...(twice === undefined ? {} : { twice }) };
}

/** Only a time of day without a zone can be ambiguous. */
const isTimeOfDay = ({ precision, offsetMinutes }: Hl7Timestamp): boolean =>
  offsetMinutes === undefined && digitsOf[precision] > 8;

function dayOf(wall: number): number {
  const date = new Date(wall);
  return date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
}

/** The period in which a wall clock shows the time `wall` twice, if there is one. */
function hoursThatComeTwice(at: number, wall: number, timeZone: string): Clock['twice'] {
  const midnight = Math.floor(at / DAY_MS) * DAY_MS;
  const before = offsetAt(timeZone, midnight - 6 * HOUR_MS);
  const after = offsetAt(timeZone, midnight + DAY_MS + 6 * HOUR_MS);
  if (before <= after) return undefined;
  const [first, second] = [wall - before * 60_000, wall - after * 60_000];
  if (offsetAt(timeZone, first) !== before || offsetAt(timeZone, second) !== after) return undefined;
  let change = Math.floor(first / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  while (offsetAt(timeZone, change) === before) change += QUARTER_HOUR_MS;
  const shift = (before - after) * 60_000;
  return { from: change - shift, to: change + shift };
}
