import { type Hl7Timestamp, parseTimestamp } from '@labwire/hl7/timestamp';
import type { Timestamp } from '../../model/timestamp.ts';

const pad = (number: number, width = 2): string => String(number).padStart(width, '0');

/**
 * A timestamp with no more precision than was sent. A time of day gets the source's zone where the
 * message gives none, and says so; an hour without minutes stays a day, because a FHIR dateTime
 * has no hours alone.
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

/** The instant a timestamp begins, in milliseconds since 1970, for putting messages in order. */
export function toInstant(text: string | undefined, timeZone: string): number | undefined {
  const parsed = text === undefined ? undefined : parseTimestamp(text);
  if (parsed === undefined) return undefined;
  const wall = wallClock(parsed);
  return wall - (parsed.offsetMinutes ?? offsetIn(timeZone, wall)) * 60_000;
}

export const wallClock = (parsed: Hl7Timestamp): number =>
  Date.UTC(parsed.year, parsed.month - 1, parsed.day, parsed.hour, parsed.minute, parsed.second) +
  Math.trunc(Number(`0.${parsed.fraction || 0}`) * 1000);

const offsetText = (minutes: number): string => {
  const absolute = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.trunc(absolute / 60))}:${pad(absolute % 60)}`;
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** Minutes east of UTC that a zone's clocks are set to when they show `wall`. */
export function offsetIn(timeZone: string, wall: number): number {
  // twice, because the first guess may lie on the other side of a change of the clocks
  const guess = offsetAt(timeZone, wall);
  return offsetAt(timeZone, wall - guess * 60_000);
}

/** Zones change their clocks on quarter hours at the finest; asking Intl is slow, and days repeat. */
export const QUARTER_HOUR_MS = 15 * 60_000;
const MAX_OFFSETS = 10_000;
const offsets = new Map<string, number>();

/** Minutes east of UTC of a zone at an instant. */
export function offsetAt(timeZone: string, instant: number): number {
  const key = `${timeZone} ${Math.floor(instant / QUARTER_HOUR_MS)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = computeOffset(timeZone, instant);
  if (offsets.size >= MAX_OFFSETS) offsets.clear();
  offsets.set(key, offset);
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
