import type { Observation } from '../model/observation.ts';
import type { Cell } from './collection-cells.ts';
import { isSameResult } from './same-result.ts';
import { isSettled, type Said, testOf } from './statement.ts';

interface CellResult {
  readonly result: Observation;
  readonly isSettled: boolean;
}

/** The results of cells, by their test. */
export const resultsOf = (cells: readonly Pick<Cell, 'said'>[]): ReadonlyMap<string, readonly CellResult[]> =>
  resultsIn(cells.flatMap(({ said }) => said));

/** What a cell stated first, by test. Its later statements are about itself. */
export const firstResultsOf = ({ said }: Cell): ReadonlyMap<string, readonly CellResult[]> =>
  resultsIn(said.slice(0, 1));

function resultsIn(said: readonly Said[]): ReadonlyMap<string, readonly CellResult[]> {
  const results = new Map<string, CellResult[]>();
  for (const { part, observations } of said)
    for (const observation of observations) {
      const test = testOf(observation);
      const known = results.get(test) ?? [];
      known.push({ result: observation, isSettled: isSettled(observation, part) });
      results.set(test, known);
    }
  return results;
}

/** Whether a collection has a result of a test that a cell states. */
export function sharesTest(cell: Cell, cells: readonly Pick<Cell, 'said'>[]): boolean {
  const there = resultsOf(cells);
  return [...firstResultsOf(cell).keys()].some((test) => there.has(test));
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

/** Whether all values of cells are codes or words, and none is a number. */
export const isOfAnswers = (cells: readonly Cell[]): boolean =>
  cells.every(({ said }) =>
    said.every(({ observations }) =>
      observations.every(({ values }) => values.every(({ kind }) => kind === 'coded' || kind === 'text')),
    ),
  );
