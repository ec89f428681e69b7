import { type Cell, describedIn } from './collection-cells.ts';
import { sharesTest } from './collection-results.ts';

interface Cells {
  readonly cells: readonly Cell[];
}

/** Of parts that were stated at one moment, those that name a type or a place come first. */
export function describedFirst(cells: readonly Cell[]): readonly Cell[] {
  const moments: Cell[][] = [];
  for (const cell of cells) {
    const last = moments.at(-1);
    if (last?.[0] !== undefined && momentOf(last[0]) === momentOf(cell)) last.push(cell);
    else moments.push([cell]);
  }
  const isOpen = (cell: Cell): boolean => describedIn([cell]).length === 0;
  return moments.flatMap((some) => some.toSorted((a, b) => Number(isOpen(a)) - Number(isOpen(b))));
}

const momentOf = ({ said: [first] }: Cell): string | undefined =>
  first && `${first.part.watermark.statusTime} ${first.part.watermark.messageTime}`;

/** A part without a type and a place is of the specimen that has its tests, if the others do not. */
export function withItsTests<T extends Cells>(cell: Cell, fitting: readonly T[]): readonly T[] {
  if (fitting.length < 2 || !isOpenAmong(cell, fitting)) return fitting;
  const sharing = fitting.filter(({ cells }) => sharesTest(cell, cells));
  return sharing.length === 0 ? fitting : sharing;
}

/** Whether a part names no type and no place, and every collection does. */
export const isOpenAmong = (cell: Cell, groups: readonly Cells[]): boolean =>
  describedIn([cell]).length === 0 && groups.every(({ cells }) => describedIn(cells).length > 0);
