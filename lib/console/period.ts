import { DAY, HOUR, MINUTE, minutesOfDay } from './parts/time.ts';

/** The beginning of a period, with the words in which an address says it. */
export interface Period {
  readonly since: Date;
  /** `8h`, `06:00` */
  readonly asked: string;
}

/** No page looks back further. */
const LONGEST = 31 * DAY;

const units: ReadonlyMap<string, number> = new Map([
  ['m', MINUTE],
  ['h', HOUR],
  ['d', DAY],
]);

/**
 * Reads the beginning of a period: `90m`, `8h`, `7d` ago, or `06:00`, the last time at which a clock of the laboratory
 * showed this. Other words count as the default. A period is at most 31 days long.
 */
export function periodFrom(
  asked: string | null,
  standard: string,
  { now, zone }: { readonly now: Date; readonly zone: string },
): Period {
  const text = asked?.trim() ?? '';
  const since = beginningOf(text, now, zone);
  if (since !== undefined) return { since, asked: text };
  return { since: beginningOf(standard, now, zone) ?? new Date(now.getTime() - DAY), asked: standard };
}

function beginningOf(text: string, now: Date, zone: string): Date | undefined {
  const [, number, unit = ''] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  const length = Number(number) * (units.get(unit) ?? Number.NaN);
  if (length > 0) return new Date(now.getTime() - Math.min(length, LONGEST));
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined ? undefined : lastTimeOf(Number(hour) * 60 + Number(minute), now, zone);
}

/** The clock may have been moved since then, so the time that was found is corrected by what it shows. */
function lastTimeOf(minutes: number, now: Date, zone: string): Date {
  const wholeMinute = Math.floor(now.getTime() / MINUTE) * MINUTE;
  const ago = (minutesOfDay(now, zone) - minutes + 24 * 60) % (24 * 60);
  const found = wholeMinute - ago * MINUTE;
  const late = minutesOfDay(new Date(found), zone) - minutes;
  // a clock that was moved shows another time by an hour, across midnight by a day less an hour
  const wrong = late > 12 * 60 ? late - 24 * 60 : late < -12 * 60 ? late + 24 * 60 : late;
  return new Date(found - wrong * MINUTE);
}
