import type { Observation } from '../../model/observation.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { type Said, testOf } from '../statements/statement.ts';

/** Two times that are less than 5 minutes apart count as one time. */
export const NEAR_MINUTES = 5;

/** The minute of a time, in minutes since 1970. Undefined if only a day was sent. */
export const minuteOf = (time: Timestamp | undefined): number | undefined =>
  time?.iso.includes('T') === true ? Math.floor(Date.parse(time.iso) / 60_000) : undefined;

/** OBR-7, else SPM-17; the time of a draw (OBX-14) if the rows were told apart by it. */
export const collectedAt = ({ part, drawn }: Pick<Said, 'part' | 'drawn'>): Timestamp | undefined =>
  drawn ?? part.observed ?? part.specimens.find(({ collected }) => collected !== undefined)?.collected;

/**
 * The statements, apart for each draw of a LIS's order that states one test at several times (OBX-14), if another order or
 * message has that test and names such a time as its own (OBR-7, SPM-17). So a draw is one, whichever field tells its time.
 * An order with one time for each test shows nothing: many sources write the time of verification in OBX-14. But a time
 * before its own collection is that of another draw, and so is one that the other draw has in OBX-14 itself.
 */
export function byDraw(all: readonly Said[]): readonly Said[] {
  if (all.length < 2 || !all.some(namesOtherTime)) return all;
  const named = minutesByTest(all, ({ observations }) => observations);
  const namedTwice = minutesByTest(all, rowsOfOwnTime);
  return all.flatMap((said) => {
    if (!namesOtherTime(said)) return [said];
    const own = isSeries(said) ? undefined : minuteOf(collectedAt(said));
    return drawsOf(said, (row, minute) =>
      has(own === undefined || minute < own ? named : namedTwice, testOf(row), minute),
    );
  });
}

/** Whether a LIS states a result of another time (OBX-14) than the collection. */
const namesOtherTime = (said: Said): boolean =>
  said.part.isFromAnalyzer !== true && (isSeries(said) || rowsOfOwnTime(said, false).length > 0);

/** The rows whose OBX-14 is the time of the collection, or those with another time. */
function rowsOfOwnTime(said: Said, isOwn = true): readonly Observation[] {
  const own = minuteOf(collectedAt(said));
  return said.observations.filter(({ observed }) => {
    const minute = minuteOf(observed);
    return own !== undefined && minute !== undefined && areNear(own, minute) === isOwn;
  });
}

/** The minutes at which LIS say that a test was collected. */
type Minutes = ReadonlyMap<string, ReadonlySet<number>>;

const has = (minutes: Minutes, test: string, minute: number): boolean => {
  const known = minutes.get(test);
  return known !== undefined && nearMinutes.some((away) => known.has(minute + away));
};

function minutesByTest(all: readonly Said[], rowsOf: (said: Said) => readonly Observation[]): Minutes {
  const minutes = new Map<string, Set<number>>();
  for (const said of all) {
    const minute = said.part.isFromAnalyzer === true ? undefined : minuteOf(collectedAt(said));
    if (minute === undefined) continue;
    for (const test of new Set(rowsOf(said).map(testOf))) {
      const known = minutes.get(test);
      if (known === undefined) minutes.set(test, new Set([minute]));
      else known.add(minute);
    }
  }
  return minutes;
}

function drawsOf(said: Said, isNamed: (row: Observation, minute: number) => boolean): readonly Said[] {
  const own = minuteOf(collectedAt(said));
  const draws = new Map<number, { readonly drawn: Timestamp | undefined; readonly rows: Observation[] }>();
  for (const row of said.observations) {
    const minute = minuteOf(row.observed);
    if (minute === undefined || (own !== undefined && areNear(own, minute))) continue;
    const draw = draws.get(minute) ?? { drawn: row.observed, rows: [] };
    draw.rows.push(row);
    draws.set(minute, draw);
  }
  const apart = [...draws].filter(([minute, { rows }]) => rows.some((row) => isNamed(row, minute)));
  const moved = new Set(apart.flatMap(([, { rows }]) => rows));
  const left = said.observations.filter((row) => !moved.has(row));
  return [
    ...(left.length === 0 ? [] : [{ ...said, observations: left }]),
    ...apart.map(([, { drawn, rows }]) => ({ ...said, drawn, observations: rows })),
  ];
}

/** Whether a test of a LIS's order has several times. */
function isSeries({ part, observations }: Said): boolean {
  if (part.isFromAnalyzer === true || observations.length < 2) return false;
  const first = new Map<string, number>();
  return observations.some((row) => {
    const minute = minuteOf(row.observed);
    if (minute === undefined) return false;
    const before = first.get(testOf(row)) ?? minute;
    first.set(testOf(row), before);
    return !areNear(before, minute);
  });
}

const areNear = (a: number, b: number): boolean => Math.abs(a - b) < NEAR_MINUTES;

/** How far the times near to one are away from it, in whole minutes. */
const nearMinutes = Array.from({ length: 2 * NEAR_MINUTES - 1 }, (_, index) => index - NEAR_MINUTES + 1);
