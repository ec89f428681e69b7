import {
  haveOwnNumbers,
  isSameMember,
  parentNamesOf,
  parentsFit,
  parentText,
} from '../isolates/parent-names.ts';
import type { Said } from '../statements/statement.ts';
import { type Cell, cellsOf, fits, fitsAmong, isToldApart, likenessOf } from './collection-cells.ts';
import { labelOf, parentLabel } from './collection-labels.ts';
import { correctsFirst, sharesTest, statesTheSame } from './collection-results.ts';
import {
  type CellGroup,
  isCorrecting,
  isEndedBy,
  isFinalOfAll,
  isMovedAway,
  isOfOtherSample,
  isSameWithAnotherTime,
  isStillCorrected,
} from './other-collections.ts';
import { isAnotherDraw } from './other-draws.ts';
import { underOtherNames } from './renamed-parents.ts';
import { byDraw } from './statements-by-draw.ts';
import { bySite } from './statements-by-site.ts';
import { describedFirst, isOpenAmong, withItsTests } from './undescribed-parts.ts';

/**
 * The parts of a report that belong to one collection: one parent (OBR-26, OBR-29), one specimen and one time
 * (OBR-7). If orders of one number and service differ in these, their results are kept side by side.
 */
export interface ReportCollection {
  /** Part of the names of its results' slots. Empty for the first or only collection. */
  readonly label: string;
  /** The statements, oldest first. */
  readonly said: readonly Said[];
  /** Ids of messages with a part that may belong to several collections, and nothing tells which. */
  readonly unclear: ReadonlySet<string>;
}

/**
 * Sorts the statements of a report into collections. The same input always gives the same collections.
 * Statements are taken oldest first; later ones join a collection that already exists.
 */
export function collectionsOf(parts: readonly Said[]): ReportCollection[] {
  const oldestFirst = byDraw(parts).flatMap(bySite);
  const [alone] = oldestFirst;
  if (alone !== undefined && oldestFirst.length === 1)
    return [{ label: parentLabel(parentNamesOf(alone.part.parent)), said: oldestFirst, unclear: new Set() }];
  const cells = describedFirst(cellsOf(oldestFirst));
  const [only] = cells;
  if (only !== undefined && cells.length === 1)
    return [{ label: labelOf(only, true, new Set()), said: only.said, unclear: new Set() }];
  const groups: Group[] = [];
  const order = new Map(oldestFirst.map((one, index) => [one, index]));
  const hasOwnNumber = haveOwnNumbers(oldestFirst.map(({ part }) => part));
  const byMessage = Map.groupBy(cells, ({ said: [first] }) => first?.part.messageId);
  for (const cell of cells) {
    const beside = byMessage.get(cell.said[0]?.part.messageId) ?? [];
    const { group, isUnclear, ended = [] } = placeOf(cell, { groups, hasOwnNumber, beside, order });
    if (group === undefined) groups.push({ cells: [cell], unclear: new Set() });
    else {
      group.cells.push(cell);
      for (const other of ended) takeIn(other, group, groups);
    }
    if (isUnclear && !isReleased(cell))
      for (const message of cell.messages) (group ?? groups.at(-1))?.unclear.add(message);
  }
  const labels = new Set<string>();
  const parents = new Set<string>();
  return groups.map(({ cells: members, unclear }) => {
    const [first] = members;
    if (first === undefined) throw new Error('a collection without a part');
    const label = labelOf(first, !parents.has(parentText(first.parent)), labels);
    labels.add(label);
    parents.add(parentText(first.parent));
    const said = members.flatMap((cell) => cell.said);
    return { label, said: said.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)), unclear };
  });
}

interface Group extends CellGroup {
  readonly cells: Cell[];
  readonly unclear: Set<string>;
}

interface Placed {
  readonly group: Group | undefined;
  readonly isUnclear: boolean;
  /** Further collections that the part ends: they are of the same collection. */
  readonly ended?: readonly Group[];
}

function takeIn(other: Group, group: Group, groups: Group[]): void {
  group.cells.push(...other.cells);
  for (const message of other.unclear) group.unclear.add(message);
  groups.splice(groups.indexOf(other), 1);
}

const ofItsOwn: Placed = { group: undefined, isUnclear: false };

/**
 * Finds the existing collection that a part belongs to. The group is undefined if the part starts a
 * collection of its own.
 */
function placeOf(
  cell: Cell,
  {
    groups,
    hasOwnNumber,
    beside,
    order,
  }: {
    readonly groups: readonly Group[];
    readonly hasOwnNumber: boolean;
    /** The cells that the same message states first. */
    readonly beside: readonly Cell[];
    /** The place of each statement, oldest first. */
    readonly order: ReadonlyMap<Said, number>;
  },
): Placed {
  const free = groups.filter(({ cells }) => !cells.some((other) => isToldApart(other, cell)));
  const possible = free.filter(
    ({ cells }) =>
      cells.some((other) => isSameMember(other.parent, cell.parent)) ||
      cells.every((other) => parentsFit(other.parent, cell.parent)),
  );
  if (possible.length === 0) return placeOfRenamed(cell, free, hasOwnNumber);
  const fitting = withItsTests(
    cell,
    possible.filter((group) => fitsAmong(cell, group.cells) && !isAnotherDraw(cell, group.cells, order)),
  );
  if (fitting.length > 0) {
    const likeness = ({ cells }: Group) => Math.max(...cells.map((other) => likenessOf(other, cell)));
    const most = Math.max(...fitting.map(likeness));
    const closest = fitting.filter((group) => likeness(group) === most);
    // a part that fits several equally is of the only one that has its values already
    const restated = closest.filter(({ cells }) => statesTheSame(cell, cells));
    const [best, ...others] = restated.length === 1 ? restated : closest;
    if (others.length === 0 && best !== undefined && !isOfEither(cell, best, possible))
      return { group: best, isUnclear: false };
    return { group: undefined, isUnclear: true };
  }
  const open = possible.filter(
    (group) => !isOfOtherSample(cell, group) && !isStillCorrected(cell, group, order),
  );
  const [first, ...others] = open;
  if (first === undefined)
    return {
      group: undefined,
      isUnclear:
        isCorrecting(cell) &&
        possible.some((group) => sharesTest(cell, group.cells) && !isMovedAway(cell, group, order)),
    };
  if (others.length > 0 && !isCorrecting(cell))
    return isFinalOfAll(cell, open) ? { group: first, isUnclear: false, ended: others } : ofItsOwn;
  if (others.length > 0) {
    const placed = groups.flatMap(({ cells }) => cells);
    const moved = beside.filter((one) => isCorrecting(one) && !placed.some((other) => fits(other, one)));
    const meant = correctedIn(open, cell, { beside, moved });
    const isMeant = meant !== undefined && isSameWithAnotherTime(cell, meant);
    return { group: isMeant ? meant : undefined, isUnclear: !isMeant };
  }
  if (isEndedBy(cell, first, order)) return { group: first, isUnclear: false };
  if (isSameWithAnotherTime(cell, first) && (isCorrecting(cell) || !isAnotherDraw(cell, first.cells, order)))
    return { group: first, isUnclear: false };
  return { group: undefined, isUnclear: correctsFirst(cell, first.cells) };
}

/** Whether an unmarked part without a type has another value than its test has in one of several specimens. */
const isOfEither = (cell: Cell, group: Group, possible: readonly Group[]): boolean =>
  possible.filter(({ cells }) => fitsAmong(cell, cells)).length > 1 &&
  isOpenAmong(cell, possible) &&
  sharesTest(cell, group.cells) &&
  !isSameWithAnotherTime(cell, group);

/**
 * The collection of a series whose time or specimen a correction changes: the only one with its values. Otherwise, of
 * those that the correction's message does not state too, the one at the same place in the series. Undefined if
 * neither tells.
 */
function correctedIn(
  possible: readonly Group[],
  cell: Cell,
  { beside, moved }: { readonly beside: readonly Cell[]; readonly moved: readonly Cell[] },
): Group | undefined {
  const isStated = ({ cells }: Group): boolean =>
    beside.some((one) => one !== cell && cells.some((other) => fits(other, one)));
  const open = possible.filter((group) => !isStated(group));
  const [alike, ...others] = open.filter((group) => statesTheSame(cell, group.cells));
  if (alike !== undefined && others.length === 0) return alike;
  if (moved.length !== open.length) return undefined;
  return open.toSorted((a, b) => startOf(a.cells) - startOf(b.cells))[
    moved.toSorted((a, b) => startOf([a]) - startOf([b])).indexOf(cell)
  ];
}

const startOf = (cells: readonly Cell[]): number =>
  Math.min(...cells.map(({ time }) => time?.minute ?? Number.MAX_SAFE_INTEGER));

/** A person decided that the part stands although nothing told where it belongs. */
const isReleased = ({ said }: Cell): boolean =>
  said.some(({ part }) => part.released?.includes('set-unclear') === true);

/** Finds the collection of a part whose parent has another name than before. */
function placeOfRenamed(cell: Cell, groups: readonly Group[], hasOwnNumber: boolean): Placed {
  const [only, ...others] = underOtherNames(cell, groups, hasOwnNumber);
  if (only === undefined) return ofItsOwn;
  if (others.length === 0) return { group: only, isUnclear: false };
  return { group: undefined, isUnclear: isCorrecting(cell) };
}
