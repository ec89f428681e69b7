import { InvalidArgumentError } from '@commander-js/extra-typings';

export function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return number;
}

/** Lists that were given as options. The first given value replaces the default list. */
const given = new WeakSet<readonly string[]>();
export function repeated(value: string, before: readonly string[] = []): readonly string[] {
  const values = given.has(before) ? [...before, value] : [value];
  given.add(values);
  return values;
}

export function count(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 1_000_000)
    throw new InvalidArgumentError('Give a number from 1 to 1000000.');
  return number;
}

/** At most ten years: what is read is bounded in any case. */
export function months(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 120)
    throw new InvalidArgumentError('Give a number of months from 1 to 120.');
  return number;
}

export function stringRecord(text: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(text);
    const isRecord =
      typeof value === 'object' &&
      value !== null &&
      Object.values(value).every((one) => typeof one === 'string');
    if (isRecord) return value as Record<string, string>;
  } catch {
    // the value is refused below
  }
  throw new InvalidArgumentError('Give a JSON object with a queue URL for each source.');
}

export function seconds(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 86_400))
    throw new InvalidArgumentError('Give a number of seconds, more than 0 and at most 86400 (a day).');
  return number;
}

export function address(text: string): { host: string; port: number } {
  const match = /^(?:(.+):)?(\d+)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('An address is HOST:PORT.');
  return { host: match[1] ?? '127.0.0.1', port: port(match[2] ?? '') };
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

export function since(text: string): Date {
  const [, number, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const time =
    number === undefined ? timeOf(text) : new Date(Date.now() - Number(number) * (unitMs[unit ?? ''] ?? 0));
  if (time === undefined || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError(
      'Give a time such as 2026-03-02T08:00:00Z, or a duration before now: 90m, 12h, 7d.',
    );
  return time;
}

/** A `Date` alone takes any number for a year, and 30 February for a day in March. */
function timeOf(text: string): Date | undefined {
  const [, day] =
    /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const midnight = day === undefined ? Number.NaN : Date.parse(day);
  return Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day
    ? undefined
    : new Date(text);
}
