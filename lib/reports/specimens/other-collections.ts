import { isSameResult } from '../results/same-result.ts';
import { isSettled, isTakenBack, type Said } from '../statements/statement.ts';
import {
  type Cell,
  compareCells,
  describedIn,
  hasOtherNumber,
  haveOtherNumbers,
  isNamedApart,
  isOfOtherKind,
  isPlaceRefined,
} from './collection-cells.ts';
import {
  corrects,
  firstOfEachTest,
  isFinalIn,
  isFinalOfPreliminary,
  isOfAnswers,
  resultsOf,
  saysOnlyNoGrowth,
  sharesTest,
  statesTheSame,
} from './collection-results.ts';

/** The cells of one collection. */
export interface CellGroup {
  readonly cells: readonly Cell[];
}

/**
 * Only the first statement of a cell counts: a later correction corrects the cell itself, not another one.
 */
export const isCorrecting = ({ said }: Cell): boolean => {
  const [first] = said;
  return first !== undefined && corrects(first) && !said.some(isPreliminary);
};

/** A preliminary statement shows that there is a result of this time and specimen, which a correction means then. */
const isPreliminary = ({ part, observations }: Said): boolean =>
  observations.length > 0 && observations.every((one) => !isTakenBack(one) && !isSettled(one, part));

/**
 * Whether a collection's test is corrected under its own time and specimen after a cell stated it with others: the
 * cell did not change them, so it is another value of a series, also if the two values are equal by now.
 */
export const isStillCorrected = (cell: Cell, group: CellGroup, order: ReadonlyMap<Said, number>): boolean => {
  const later = correctedAfter(cell, group, order);
  return later.length > 0 && (!isCorrecting(cell) || isMovedAway(cell, group, order));
};

/** The later corrections of a cell's tests under the collection's own time and specimen. */
const correctedAfter = (
  cell: Cell,
  { cells }: CellGroup,
  order: ReadonlyMap<Said, number>,
): readonly Said[] =>
  cells
    .flatMap(({ said }) => said)
    .filter(
      (one) =>
        corrects(one) &&
        (order.get(one) ?? 0) > (order.get(cell.said[0] ?? one) ?? 0) &&
        sharesTest(cell, [{ said: [one] }]),
    );

/**
 * Whether a correction gives a collection's value another time or specimen, and the collection is corrected to another
 * value later: the two samples were exchanged, and only one of them was reported before.
 */
export function isMovedAway(cell: Cell, group: CellGroup, order: ReadonlyMap<Said, number>): boolean {
  const later = correctedAfter(cell, group, order);
  const isOther = (said: Said) => !statesTheSame(cell, [{ ...cell, said: [said] }]);
  return later.length > 0 && later.every(isOther) && statesTheSame(cell, group.cells);
}

/**
 * Whether a part is the final of the preliminary answers of several times: the time of a culture was edited. Numbers of
 * several times are a series, and each has a final of its own.
 */
export const isFinalOfAll = (cell: Cell, groups: readonly CellGroup[]): boolean =>
  groups.every(
    ({ cells }) =>
      isFinalOfPreliminary(cell, cells) &&
      isOfAnswers([cell, ...cells]) &&
      !hasOtherNumber(cell, cells) &&
      !isOfOtherKind(cell, cells),
  );

/**
 * Whether a part says only that nothing grew until then, and the only final of its culture came later under another time.
 * A preliminary finding of another time stays: it may be of another culture.
 */
export const isEndedBy = (cell: Cell, { cells }: CellGroup, order: ReadonlyMap<Said, number>): boolean => {
  const last = Math.max(...cell.said.map((one) => order.get(one) ?? 0));
  const later = cells.flatMap(({ said }) => said.filter((one) => (order.get(one) ?? 0) > last));
  return (
    saysOnlyNoGrowth(cell) &&
    isFinalIn(cell, later) &&
    !hasOtherNumber(cell, cells) &&
    !isOfOtherKind(cell, cells)
  );
};

/**
 * Whether a part with another time or specimen still belongs to the same collection: each test that both have is marked
 * as a correction, is the final of a preliminary, or has the same value. A settled part with another value starts a new
 * collection: it belongs to a series. A part often comes in several messages, and the first may state other tests.
 */
export function isSameWithAnotherTime(cell: Cell, group: CellGroup): boolean {
  const isCorrected = isCorrecting(cell);
  const [here, there] = [firstOfEachTest(cell), resultsOf(group.cells)];
  // a test more of another specimen would bring its next value to the results of this one
  if (!isCorrected && isOfOtherKind(cell, group.cells) && !sharesTest(cell, group.cells)) return false;
  const isNamedOtherwise = !isCorrected && isNamedApart(cell, group.cells);
  const isOfOtherNumber = hasOtherNumber(cell, group.cells);
  return [...here].every(([test, results]) => {
    const before = there.get(test);
    if (before === undefined || results.every(({ isMarked }) => isMarked)) return true;
    const isFinalOfPreliminary =
      !isOfOtherNumber && results.every((one) => one.isSettled) && before.every((one) => !one.isSettled);
    return (
      isFinalOfPreliminary ||
      (!isNamedOtherwise &&
        results.every((one) => before.some(({ result }) => isSameResult(result, one.result))))
    );
  });
}

/**
 * Whether the specimens show that a part is of another sample than a collection, although it corrects or is the final of
 * a preliminary. A corrected type is of the same family (serum, plasma), unless the number is another too or the value is
 * only taken back; if nothing is known of the types, a correction is in doubt. Equal values show that only the type was
 * wrong. They show nothing of the place in the body (both knees have no growth): only a correction changes it.
 */
export function isOfOtherSample(cell: Cell, group: CellGroup): boolean {
  const isPlaceCorrected = isCorrecting(cell) && !takesBack(cell);
  const isDoubtful = {
    ...{ one: false, kin: takesBack(cell), unlike: isCorrecting(cell), other: true },
    elsewhere: !isPlaceCorrected,
  };
  const described = describedIn(group.cells);
  const relations = described.map((other) => ({ other, relation: compareCells(other, cell) }));
  const isOther = relations.every(
    ({ other, relation }) =>
      isDoubtful[relation] || (relation !== 'one' && haveOtherNumbers(other.specimen, cell.specimen)),
  );
  const isElsewhere = relations.every(({ relation }) => relation === 'elsewhere');
  if (described.length === 0 || !isOther) return false;
  const isRefined = described.every((other) => isPlaceRefined(other, cell));
  if (isElsewhere && isRefined && isFinalOfPreliminary(cell, group.cells)) return false;
  return (isElsewhere && !isPlaceCorrected) || !isCorrecting(cell) || !statesTheSame(cell, group.cells);
}

const takesBack = ({ said: [first] }: Cell): boolean =>
  first?.observations.some(({ status }) => isTakenBack({ status })) === true;
