import { renamingOf } from '../isolates/parent-names.ts';
import type { Cell } from './collection-cells.ts';
import { isFinalOfPreliminary, statesTheSame } from './collection-results.ts';
import { type CellGroup, isCorrecting, isSameWithAnotherTime } from './other-collections.ts';

/** The collections whose parent is that of a cell under another name. */
export function underOtherNames<G extends CellGroup>(
  cell: Cell,
  groups: readonly G[],
  hasOwnNumber: boolean,
): readonly G[] {
  const recoded = groups.filter((group) => isRecoded(cell, group, hasOwnNumber));
  return recoded.length > 0 ? recoded : groups.filter((group) => isRenumbered(cell, group, hasOwnNumber));
}

/** How the parent of a cell differs from each that the collection names. A cell without a parent says nothing. */
const renamingsOf = (cell: Cell, { cells }: CellGroup) =>
  cells.flatMap(({ parent }) => (parent === undefined ? [] : [renamingOf(parent, cell.parent)]));

/**
 * Whether only the code of the parent's test differs, or the parent of an order that has a number of its own.
 * Orders under their parent's number need the same OBX-4 in OBR-26 as well, or the same results.
 */
const isRecoded = (cell: Cell, group: CellGroup, hasOwnNumber: boolean): boolean =>
  renamingsOf(cell, group).every((one) => one === 'recoded' || (one === 'moved' && hasOwnNumber)) &&
  (hasOwnNumber || cell.parent?.subId !== undefined || isSameWithAnotherTime(cell, group));

/**
 * Whether the parent's result has another OBX-4. If the order has a number of its own, it is one order with its
 * corrections, with the final of its preliminary result unless words name two results, and with the same results sent
 * again for the same words. The number of a
 * parent is shared by the orders of all its results, so only a correction with the same words shows that the
 * parent is the same.
 */
function isRenumbered(cell: Cell, group: CellGroup, hasOwnNumber: boolean): boolean {
  const renamings = renamingsOf(cell, group);
  if (renamings.includes(undefined)) return false;
  const words = compareWords(cell, group);
  if (!hasOwnNumber)
    return renamings.every((one) => one === 'renumbered') && isCorrecting(cell) && words === 'same';
  const isAgain = words === 'same' && statesTheSame(cell, group.cells);
  return isCorrecting(cell) || isAgain || (isFinalOfPreliminary(cell, group.cells) && words !== 'other');
}

function compareWords({ words }: Cell, { cells }: CellGroup): 'same' | 'other' | 'open' {
  const others = new Set(cells.flatMap((cell) => [...cell.words]));
  if (words.size === 0 || others.size === 0) return 'open';
  return [...words].some((one) => others.has(one)) ? 'same' : 'other';
}
