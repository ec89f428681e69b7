export type TimestampPrecision = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction';

/** A DT, TS or DTM value with the precision and zone that it came with (HL7 v2.5.1 §2.A.22, §2.A.77). */
export interface Hl7Timestamp {
  readonly text: string;
  readonly precision: TimestampPrecision;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Digits after the decimal point, as sent; empty where there are none. */
  readonly fraction: string;
  /** East of UTC is positive; undefined where the value carries no zone. */
  readonly offsetMinutes?: number | undefined;
}

const pattern =
  /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,6}))?)?)?)?)?)?(?:([+-])(\d{2}):?(\d{2}))?$/;

const precisions: readonly TimestampPrecision[] = [
  'year',
  'month',
  'day',
  'hour',
  'minute',
  'second',
  'fraction',
];

/** Reads a timestamp; undefined where it is none or names a moment that does not exist. */
export function parseTimestamp(text: string): Hl7Timestamp | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const parts = match.slice(1, 8).filter((part) => part !== undefined);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (year === 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const zoneHours = Number(match[9] ?? 0);
  const zoneMinutes = Number(match[10] ?? 0);
  if (zoneHours * 60 + zoneMinutes > 14 * 60 || zoneMinutes > 59) return undefined;
  const sign = match[8] === '-' ? -1 : 1;
  return {
    text,
    precision: precisions[parts.length - 1] ?? 'year',
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction: match[7] ?? '',
    offsetMinutes: match[8] === undefined ? undefined : sign * (zoneHours * 60 + zoneMinutes),
  };
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Writes a moment as a DTM with seconds, in UTC: `20260131081500+0000`. */
export function formatTimestamp(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;
}
