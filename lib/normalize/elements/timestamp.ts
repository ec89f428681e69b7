import { type Hl7Timestamp, parseTimestamp } from '@labwire/hl7/timestamp';
import type { Timestamp } from '../../model/timestamp.ts';

const pad = (number: number, width = 2): string => String(number).padStart(width, '0');

/**
 * A timestamp with the precision that was sent. A time of day without a zone gets the source's zone, and
 * `zone` says so. An hour without minutes becomes a day, because a FHIR dateTime cannot hold an hour alone.
 */
export function toTimestamp(parsed: Hl7Timestamp, timeZone: string): Timestamp {
  const { text, precision } = parsed;
  const date = [pad(parsed.year, 4), pad(parsed.month), pad(parsed.day)];
  if (precision === 'year') return { text, iso: date[0] ?? '', zone: 'none' };
  if (precision === 'month') return { text, iso: date.slice(0, 2).join('-'), zone: 'none' };
  if (precision === 'day' || precision === 'hour') return { text, iso: date.join('-'), zone: 'none' };
  const fraction = parsed.fraction === '' ? '' : `.${parsed.fraction}`;
  const time = `${pad(parsed.hour)}:${pad(parsed.minute)}:${pad(parsed.second)}${fraction}`;
  const offset = parsed.offsetMinutes ?? offsetIn(timeZone, wallClock(parsed));
  return {
    text,
    iso: `${date.join('-')}T${time}${offsetText(offset)}`,
    zone: parsed.offsetMinutes === undefined ? 'source' : 'sent',
  };
}

/** The instant at which a timestamp begins, in milliseconds since 1970. */
export function toInstant(text: string | undefined, timeZone: string): number | undefined {
  const parsed = text === undefined ? undefined : parseTimestamp(text);
  if (parsed === undefined) return undefined;
  const wall = wallClock(parsed);
  return wall - (parsed.offsetMinutes ?? offsetIn(timeZone, wall)) * 60_000;
}

export function wallClock({ year, month, day, hour, minute, second, fraction }: Hl7Timestamp): number {
  // `Date.UTC` takes the years before 100 for years of the 20th century
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second, Math.trunc(Number(`0.${fraction || 0}`) * 1000));
}

const offsetText = (minutes: number): string => {
  const absolute = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.trunc(absolute / 60))}:${pad(absolute % 60)}`;
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** The offset of a zone, in minutes east of UTC, when its clocks show `wall`. */
export function offsetIn(timeZone: string, wall: number): number {
  // computed twice, because the first guess may lie on the other side of a clock change
  const guess = offsetAt(timeZone, wall);
  return offsetAt(timeZone, wall - guess * 60_000);
}

/** Clocks change only on quarter hours. Offsets are cached for these, because Intl is slow. */
export const QUARTER_HOUR_MS = 15 * 60_000;
const MAX_OFFSETS = 10_000;
/** By zone and quarter hour. */
const offsets = new Map<string, Map<number, number>>();

/** The offset of a zone at an instant, in minutes east of UTC. */
export function offsetAt(timeZone: string, instant: number): number {
  const quarter = Math.floor(instant / QUARTER_HOUR_MS);
  let ofZone = offsets.get(timeZone);
  const known = ofZone?.get(quarter);
  if (known !== undefined) return known;
  if (ofZone === undefined || ofZone.size >= MAX_OFFSETS) {
    ofZone = new Map();
    offsets.set(timeZone, ofZone);
  }
  const offset = computeOffset(timeZone, instant);
  ofZone.set(quarter, offset);
  return offset;
}

function computeOffset(timeZone: string, instant: number): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value;
  const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name ?? '');
  const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
  return match?.[1] === '-' ? -minutes : minutes;
}
