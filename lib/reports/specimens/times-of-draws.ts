import { valuesOf } from '../results/same-result.ts';
import { isSettled, type Said, type Statement, saysCorrection, testOf } from '../statements/statement.ts';
import { minuteOf, NEAR_MINUTES } from './statements-by-draw.ts';

/** Whether the time of a result (OBX-14) is known to be that of a draw. */
export type IsDraw = (row: Pick<Statement, 'observation'>) => boolean;

/**
 * Finds the times of a series: those at which a LIS states one test side by side, or finally with several values and no
 * mark of a correction. They are times of draws, also for the other tests of the order. The only time of a test may be
 * that of its verification.
 */
export function drawsIn(said: readonly Said[]): IsDraw {
  const draws = new Set<number>();
  const finals: Timed[] = [];
  for (const { part, observations, isWithdrawn } of said) {
    if (part.isFromAnalyzer === true || isWithdrawn) continue;
    const rows = observations.flatMap((observation): Timed[] => {
      const minute = minuteOf(observation.observed);
      return minute === undefined ? [] : [{ observation, minute }];
    });
    for (const ofTest of byTest(rows)) addTimes(ofTest, draws);
    if (part.status !== 'C')
      for (const row of rows) if (isSettled(row.observation, part) && !saysCorrection(row)) finals.push(row);
  }
  for (const ofTest of byTest(finals))
    if (new Set(ofTest.map(({ observation }) => valuesOf(observation))).size > 1) addTimes(ofTest, draws);
  return ({ observation }) => draws.has(minuteOf(observation.observed) ?? Number.NaN);
}

interface Timed extends Pick<Statement, 'observation'> {
  readonly minute: number;
}

const byTest = (rows: readonly Timed[]): Iterable<readonly Timed[]> =>
  Map.groupBy(rows, ({ observation }) => testOf(observation)).values();

/** Adds the times of one test, if there are several. */
function addTimes(rows: readonly Timed[], draws: Set<number>): void {
  const [first] = rows;
  if (first === undefined || rows.every(({ minute }) => Math.abs(minute - first.minute) < NEAR_MINUTES))
    return;
  for (const { minute } of rows) draws.add(minute);
}
