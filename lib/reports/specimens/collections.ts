import {
  haveOwnNumbers,
  isSameMember,
  orderOfParent,
  type ParentNames,
  parentNamesOf,
  parentsFit,
  parentText,
  renamingOf,
} from '../isolates/parent-names.ts';
import { isSameResult } from '../results/same-result.ts';
import { isSettled, isTakenBack, type Said } from '../statements/statement.ts';
import {
  type Cell,
  cellsOf,
  compareCells,
  describedIn,
  fits,
  fitsAmong,
  hasOtherNumber,
  haveOtherNumbers,
  isNamedApart,
  isOfOtherKind,
  isPlaceRefined,
  isToldApart,
  likenessOf,
} from './collection-cells.ts';
import {
  corrects,
  correctsFirst,
  firstOfEachTest,
  isFinalIn,
  isFinalOfPreliminary,
  isOfAnswers,
  resultsOf,
  saysOnlyNoGrowth,
  sharesTest,
  statesTheSame,
} from './collection-results.ts';
import { isAnotherDraw } from './other-draws.ts';
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

interface Group {
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
  const recoded = groups.filter((group) => isRecoded(cell, group, hasOwnNumber));
  const renamed =
    recoded.length > 0 ? recoded : groups.filter((group) => isRenumbered(cell, group, hasOwnNumber));
  const [only, ...others] = renamed;
  if (only === undefined) return ofItsOwn;
  if (others.length === 0) return { group: only, isUnclear: false };
  return { group: undefined, isUnclear: isCorrecting(cell) };
}

/** How the parent of a cell differs from each that the collection names. A cell without a parent says nothing. */
const renamingsOf = (cell: Cell, { cells }: Group) =>
  cells.flatMap(({ parent }) => (parent === undefined ? [] : [renamingOf(parent, cell.parent)]));

/**
 * Whether only the code of the parent's test differs, or the parent of an order that has a number of its own.
 * Orders under their parent's number need the same OBX-4 in OBR-26 as well, or the same results.
 */
const isRecoded = (cell: Cell, group: Group, hasOwnNumber: boolean): boolean =>
  renamingsOf(cell, group).every((one) => one === 'recoded' || (one === 'moved' && hasOwnNumber)) &&
  (hasOwnNumber || cell.parent?.subId !== undefined || isSameWithAnotherTime(cell, group));

/**
 * Whether the parent's result has another OBX-4. If the order has a number of its own, it is one order with its
 * corrections, with the final of its preliminary result unless words name two results, and with the same results sent
 * again for the same words. The number of a
 * parent is shared by the orders of all its results, so only a correction with the same words shows that the
 * parent is the same.
 */
function isRenumbered(cell: Cell, group: Group, hasOwnNumber: boolean): boolean {
  const renamings = renamingsOf(cell, group);
  if (renamings.includes(undefined)) return false;
  const words = compareWords(cell, group);
  if (!hasOwnNumber)
    return renamings.every((one) => one === 'renumbered') && isCorrecting(cell) && words === 'same';
  const isAgain = words === 'same' && statesTheSame(cell, group.cells);
  return isCorrecting(cell) || isAgain || (isFinalOfPreliminary(cell, group.cells) && words !== 'other');
}

function compareWords({ words }: Cell, { cells }: Group): 'same' | 'other' | 'open' {
  const others = new Set(cells.flatMap((cell) => [...cell.words]));
  if (words.size === 0 || others.size === 0) return 'open';
  return [...words].some((one) => others.has(one)) ? 'same' : 'other';
}

/**
 * Only the first statement of a cell counts: a later correction corrects the cell itself, not another one.
 */
const isCorrecting = ({ said }: Cell): boolean => {
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
const isStillCorrected = (cell: Cell, group: Group, order: ReadonlyMap<Said, number>): boolean => {
  const later = correctedAfter(cell, group, order);
  return later.length > 0 && (!isCorrecting(cell) || isMovedAway(cell, group, order));
};

/** The later corrections of a cell's tests under the collection's own time and specimen. */
const correctedAfter = (cell: Cell, { cells }: Group, order: ReadonlyMap<Said, number>): readonly Said[] =>
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
function isMovedAway(cell: Cell, group: Group, order: ReadonlyMap<Said, number>): boolean {
  const later = correctedAfter(cell, group, order);
  const isOther = (said: Said) => !statesTheSame(cell, [{ ...cell, said: [said] }]);
  return later.length > 0 && later.every(isOther) && statesTheSame(cell, group.cells);
}

/**
 * Whether a part is the final of the preliminary answers of several times: the time of a culture was edited. Numbers of
 * several times are a series, and each has a final of its own.
 */
const isFinalOfAll = (cell: Cell, groups: readonly Group[]): boolean =>
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
const isEndedBy = (cell: Cell, { cells }: Group, order: ReadonlyMap<Said, number>): boolean => {
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
function isSameWithAnotherTime(cell: Cell, group: Group): boolean {
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
function isOfOtherSample(cell: Cell, group: Group): boolean {
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

const parentLabel = (parent: ParentNames | undefined): string =>
  parent === undefined
    ? ''
    : `^${[parent.code, parent.subId].filter((one) => one !== undefined).join('^') || (orderOfParent(parent) ?? '')}`;

/**
 * The label always names the parent. It names the time and the specimen only if a collection of the same
 * parent already has the plain label.
 */
function labelOf({ parent, specimen, time }: Cell, isFirst: boolean, taken: ReadonlySet<string>): string {
  const ofParent = parentLabel(parent);
  const order = parent && orderOfParent(parent);
  const own = [
    specimen?.ids[0]?.find((id) => id !== undefined) ?? specimen?.type,
    time?.minute === undefined ? time?.day : new Date(time.minute * 60_000).toISOString().slice(0, 16),
  ];
  const candidates = [
    ...(isFirst ? [ofParent] : []),
    ...(order === undefined ? [] : [`${ofParent}^${order}`]).filter(() => isFirst),
    `${ofParent}@${own[1] ?? ''}`,
    `${ofParent}@${own[1] ?? ''} ${own[0] ?? ''}`,
  ];
  const free = candidates.find((label) => !taken.has(label));
  if (free !== undefined) return free;
  for (let count = 2; ; count++) if (!taken.has(`${ofParent}@${count}`)) return `${ofParent}@${count}`;
}
