import type { ReportPart } from '../../model/report.ts';
import type { Timestamp } from '../../model/timestamp.ts';

const DAY_MS = 86_400_000;

/** Clocks without battery power show 1970, 1980 or 2000. */
const OLDEST_MS = 5 * 365 * DAY_MS;

/**
 * The time of a report: collection (OBR-7, SPM-17), otherwise receipt of the specimen (OBR-14, SPM-18),
 * otherwise the first time of a result (OBX-14, OBX-19), otherwise MSH-7, otherwise receipt of the message. A
 * day without a time of day is the whole day. An impossible time is ignored: more than a day after receipt,
 * or five years before receipt, unless the source sends old results (`isHistory`).
 */
export function spanOf(part: ReportPart, isHistory: boolean): Span & { readonly isUntimed: boolean } {
  const { specimens, watermark } = part;
  const observations = part.statesTube ?? part.observations;
  const { messageTime, receivedTime } = watermark;
  const isPossible = (time: number): boolean =>
    time <= receivedTime + DAY_MS && (isHistory || time >= receivedTime - OLDEST_MS);
  const times = [
    part.observed,
    ...specimens.map(({ collected }) => collected),
    ...specimens.map(({ received }) => received),
    ...observations.flatMap(({ observed, analyzed }) => [observed, analyzed]),
  ];
  const spans = times.flatMap((time) => {
    const span = time === undefined ? undefined : spanOfTime(time);
    return span === undefined || !isPossible(span.first) ? [] : [span];
  });
  const [span = { first: messageTime, last: messageTime }] = spans;
  return { ...span, isUntimed: spans.length === 0 && part.clocks?.sent === undefined };
}

/** Milliseconds since 1970. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

function spanOfTime({ iso }: Timestamp): Span | undefined {
  const first = Date.parse(iso);
  if (Number.isNaN(first)) return undefined;
  if (iso.includes('T')) return { first, last: first };
  // a year or a month is not precise enough
  return iso.length < 10 ? undefined : { first, last: first + DAY_MS };
}

/** Milliseconds between the times of two; 0 if the times overlap. */
export const timeBetween = (a: Span, b: Span): number => Math.max(a.first - b.last, b.first - a.last, 0);

/**
 * Whether two times differ as if one was typed wrong: by whole years, as in every January, or because day and month were
 * exchanged. The years are those within which a time is possible.
 */
export const mayBeMistyped = (a: Span, b: Span): boolean =>
  [a, b].some((one) => {
    const other = one === a ? b : a;
    return mistypings(new Date(one.first)).some((time) => Math.abs(time - other.first) <= DAY_MS);
  });

function mistypings(date: Date): readonly number[] {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const timeOfDay = date.getTime() % DAY_MS;
  const years = [1, 2, 3, 4].map((years) => Date.UTC(year + years, month, day) + timeOfDay);
  return day <= 12 && day !== month + 1 ? [...years, Date.UTC(year, day - 1, month + 1) + timeOfDay] : years;
}
