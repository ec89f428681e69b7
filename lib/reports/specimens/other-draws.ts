import type { Observation } from '../../model/observation.ts';
import { isSameResult } from '../results/same-result.ts';
import { isSettled, type Said, testOf } from '../statements/statement.ts';
import type { Cell } from './collection-cells.ts';
import { corrects, isAnswer } from './collection-results.ts';
import { NEAR_MINUTES } from './statements-by-draw.ts';

/** One value of a test that a LIS states. */
interface Drawn {
  readonly result: Observation;
  readonly isSettled: boolean;
  readonly isMarked: boolean;
  readonly minute: number;
  /** The place of the statement, oldest first. */
  readonly place: number;
}

/**
 * Whether a part is another draw than the parts of a collection that name another minute: some test has a value of its
 * own in both. Blood gases and clotting times are drawn every few minutes. Values that only minutes part are one if
 * they are equal (sent again), if the part is marked as a correction of the test, or if it is the only final. The values
 * of an analyzer show nothing: its times are those of its runs.
 */
export function isAnotherDraw(cell: Cell, cells: readonly Cell[], order: ReadonlyMap<Said, number>): boolean {
  const minute = cell.time?.minute;
  if (minute === undefined) return false;
  const there = drawnIn(
    cells.filter(({ time }) => time?.minute !== minute),
    order,
  );
  const again = drawnIn(
    cells.filter(({ time }) => time?.minute === minute),
    order,
  );
  return [...drawnIn([cell], order)].some(([test, here]) => {
    const others = there.get(test);
    return others !== undefined && !again.has(test) && areTwoDraws(here, others, minute);
  });
}

function areTwoDraws(here: readonly Drawn[], others: readonly Drawn[], minute: number): boolean {
  const [first] = here;
  if (first === undefined || first.isMarked) return false;
  const near = others.filter((one) => Math.abs(one.minute - minute) < NEAR_MINUTES);
  const isSentAgain = ({ result }: Drawn, known: readonly Drawn[]): boolean =>
    known.some((one) => isSameResult(result, one.result));
  const final = here.find((one) => one.isSettled);
  if (final !== undefined && others.some((one) => one.isSettled)) {
    const standing = standingAt(final.place, near);
    return here.some((one) => one.place === final.place && !isSentAgain(one, standing));
  }
  return !first.isSettled && !isAnswer(first.result) && !isSentAgain(first, near);
}

/** The final values that stood when a statement came; otherwise the first that came after it. */
function standingAt(place: number, drawn: readonly Drawn[]): readonly Drawn[] {
  const finals = drawn.filter((one) => one.isSettled);
  const newest = finals.findLast((one) => one.place < place) ?? finals[0];
  return finals.filter((one) => one.place === newest?.place);
}

/** The values of each test that LIS state with a time, oldest first. */
function drawnIn(
  cells: readonly Cell[],
  order: ReadonlyMap<Said, number>,
): ReadonlyMap<string, readonly Drawn[]> {
  const drawn = cells.flatMap(({ time, said }) =>
    said.flatMap((one) =>
      time?.minute === undefined || one.part.isFromAnalyzer === true
        ? []
        : drawnBy(one, time.minute, order.get(one) ?? 0),
    ),
  );
  return Map.groupBy(
    drawn.toSorted((a, b) => a.place - b.place),
    ({ result }) => testOf(result),
  );
}

const drawnBy = (said: Said, minute: number, place: number): readonly Drawn[] =>
  said.observations
    .filter(({ values }) => values.length > 0)
    .map((result) => ({
      result,
      isSettled: isSettled(result, said.part),
      isMarked: corrects(said),
      minute,
      place,
    }));
