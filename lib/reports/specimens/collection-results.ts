import type { Observation } from '../../model/observation.ts';
import { isNoGrowth } from '../../model/organisms.ts';
import { isSameResult } from '../results/same-result.ts';
import { isSettled, type Said, testOf } from '../statements/statement.ts';
import type { Cell } from './collection-cells.ts';

interface CellResult {
  readonly result: Observation;
  readonly isSettled: boolean;
  /** Its message marks it as a correction. */
  readonly isMarked: boolean;
}

/** The results of cells, by their test. */
export const resultsOf = (cells: readonly Pick<Cell, 'said'>[]): ReadonlyMap<string, readonly CellResult[]> =>
  resultsIn(cells.flatMap(({ said }) => said));

/** What the first statement of a cell says, by test. */
const firstResultsOf = ({ said }: Cell): ReadonlyMap<string, readonly CellResult[]> =>
  resultsIn(said.slice(0, 1));

/** What a cell states first of each test. Its later statements of this test are about itself. */
export function firstOfEachTest({ said }: Cell): ReadonlyMap<string, readonly CellResult[]> {
  const first = new Map<string, readonly CellResult[]>();
  for (const one of said)
    for (const [test, results] of resultsIn([one])) if (!first.has(test)) first.set(test, results);
  return first;
}

/** Whether the status of a statement (OBR-25), or that of one of its results (OBX-11), marks a correction. */
export const corrects = ({ part, observations }: Said): boolean =>
  part.status === 'C' || observations.some(isCorrection);

const isCorrection = ({ status }: Observation): boolean => status !== undefined && 'ABCWD'.includes(status);

function resultsIn(said: readonly Said[]): ReadonlyMap<string, readonly CellResult[]> {
  const results = new Map<string, CellResult[]>();
  for (const one of said) {
    const isMarked = corrects(one);
    for (const observation of one.observations) {
      const test = testOf(observation);
      const known = results.get(test) ?? [];
      known.push({ result: observation, isSettled: isSettled(observation, one.part), isMarked });
      results.set(test, known);
    }
  }
  return results;
}

/** Whether a collection has a result of a test that a cell states. */
export function sharesTest(cell: Cell, cells: readonly Pick<Cell, 'said'>[]): boolean {
  const there = resultsOf(cells);
  return [...firstResultsOf(cell).keys()].some((test) => there.has(test));
}

/**
 * Whether a cell that has values of its own corrects a test of a collection before it states the test itself: the original
 * may be lost.
 */
export function correctsFirst(cell: Cell, cells: readonly Cell[]): boolean {
  const there = resultsOf(cells);
  return [...firstOfEachTest(cell)].some(
    ([test, results]) => there.has(test) && results.some(({ result }) => isCorrection(result)),
  );
}

/** Whether a collection has every value that a cell states. */
export function statesTheSame(cell: Cell, cells: readonly Cell[]): boolean {
  const there = resultsOf(cells);
  return [...firstResultsOf(cell)].every(([test, results]) =>
    results.every(({ result }) => there.get(test)?.some((one) => isSameResult(result, one.result)) === true),
  );
}

/** Whether a cell states tests of a collection as final that are preliminary there. */
export function isFinalOfPreliminary(cell: Cell, cells: readonly Cell[]): boolean {
  const [here, there] = [firstResultsOf(cell), resultsOf(cells)];
  return (
    [...there.values()].flat().every((one) => !one.isSettled) &&
    [...here.values()].flat().every((one) => one.isSettled) &&
    [...here.keys()].some((test) => there.has(test))
  );
}

/** Whether a cell states preliminary answers of cultures in which nothing grew, and nothing else. */
export const saysOnlyNoGrowth = ({ said }: Cell): boolean =>
  said.every(
    ({ part, observations }) =>
      observations.length > 0 &&
      observations.every(
        (one) => !isSettled(one, part) && one.values.length > 0 && one.values.every(isNoGrowth),
      ),
  );

/** Whether statements have a final of every test of a cell. */
export function isFinalIn(cell: Cell, said: readonly Said[]): boolean {
  const there = resultsIn(said);
  return [...resultsOf([cell]).keys()].every(
    (test) => there.get(test)?.some((one) => one.isSettled) === true,
  );
}

/** Whether all values of cells are codes or words, and none is a number. */
export const isOfAnswers = (cells: readonly Cell[]): boolean =>
  cells.every(({ said }) => said.every(({ observations }) => observations.every(isAnswer)));

/** Whether a result has no number. */
export const isAnswer = ({ values }: Pick<Observation, 'values'>): boolean =>
  values.every(({ kind }) => kind === 'coded' || kind === 'text');
