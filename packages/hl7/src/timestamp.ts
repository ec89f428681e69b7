const precisions = ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction'] as const;

export type TimestampPrecision = (typeof precisions)[number];

/** A DT, TS or DTM value with the precision and zone as received (HL7 v2.5.1 §2.A.22, §2.A.77). */
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
  /** Digits after the decimal point, as sent; may be empty. */
  readonly fraction: string;
  /** East of UTC is positive; undefined if the value has no zone. */
  readonly offsetMinutes?: number | undefined;
}

/** A TM value: a time of day, with its precision and zone (§2.A.75). */
export type Hl7Time = Pick<
  Hl7Timestamp,
  'text' | 'hour' | 'minute' | 'second' | 'fraction' | 'offsetMinutes'
> & {
  readonly precision: Exclude<TimestampPrecision, 'year' | 'month' | 'day'>;
};

const time = String.raw`(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,6}))?)?)?`;
const zone = String.raw`(?:([+-])(\d{2}):?(\d{2}))?`;
const timestampPattern = new RegExp(String.raw`^(\d{4})(?:(\d{2})(?:(\d{2})(?:${time})?)?)?${zone}$`);
const timePattern = new RegExp(`^${time}${zone}$`);

/** Reads a timestamp; undefined if the text is none, or if that moment does not exist. */
export function parseTimestamp(text: string): Hl7Timestamp | undefined {
  const match = timestampPattern.exec(text.trim());
  if (match === null) return undefined;
  let level = 0;
  while (level < 6 && match[level + 2] !== undefined) level++;
  const year = Number(match[1]);
  const [month, day] = [Number(match[2] ?? 1), Number(match[3] ?? 1)];
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (year === 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const offsetMinutes = offsetOf(match[8], match[9], match[10]);
  if (!isTimeOfDay(hour, minute, second) || offsetMinutes === 'invalid') return undefined;
  return {
    text,
    precision: precisions[level] ?? 'fraction',
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction: match[7] ?? '',
    offsetMinutes,
  };
}

/** Reads a date (DT); undefined if the text has a time of day. */
export function parseDate(text: string): Hl7Timestamp | undefined {
  const parsed = parseTimestamp(text);
  return parsed !== undefined && /^\d{4,8}$/.test(text.trim()) ? parsed : undefined;
}

/** Reads a time of day (TM). */
export function parseTime(text: string): Hl7Time | undefined {
  const match = timePattern.exec(text.trim());
  if (match === null) return undefined;
  const parts = match.slice(1, 5).filter((part) => part !== undefined);
  const [hour = 0, minute = 0, second = 0] = parts.map(Number);
  const offsetMinutes = offsetOf(match[5], match[6], match[7]);
  if (!isTimeOfDay(hour, minute, second) || offsetMinutes === 'invalid') return undefined;
  const kinds = ['hour', 'minute', 'second', 'fraction'] as const;
  return {
    text,
    precision: kinds[parts.length - 1] ?? 'hour',
    hour,
    minute,
    second,
    fraction: match[4] ?? '',
    offsetMinutes,
  };
}

/** Limits the precision of a moment; a coarser one stays as it is. */
export function atMost(timestamp: Hl7Timestamp, precision: TimestampPrecision): Hl7Timestamp {
  const level = precisions.indexOf(precision);
  if (precisions.indexOf(timestamp.precision) <= level) return timestamp;
  return {
    ...timestamp,
    precision,
    month: level < 1 ? 1 : timestamp.month,
    day: level < 2 ? 1 : timestamp.day,
    hour: level < 3 ? 0 : timestamp.hour,
    minute: level < 4 ? 0 : timestamp.minute,
    second: level < 5 ? 0 : timestamp.second,
    fraction: '',
  };
}

const isTimeOfDay = (hour: number, minute: number, second: number): boolean =>
  hour <= 23 && minute <= 59 && second <= 59;

/** The offset in minutes. No zone is more than 14 hours from UTC. */
function offsetOf(
  sign: string | undefined,
  hours: string | undefined,
  minutes: string | undefined,
): number | undefined | 'invalid' {
  if (sign === undefined) return undefined;
  const total = Number(hours) * 60 + Number(minutes);
  if (total > 14 * 60 || Number(minutes) > 59) return 'invalid';
  return sign === '-' ? -total : total;
}

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysIn = (year: number, month: number): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** Writes a moment as a DTM with seconds, in UTC: `20260131081500+0000`. */
export function formatTimestamp(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;
}
