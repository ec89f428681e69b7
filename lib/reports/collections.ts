import type { Parent, ReportPart } from '../model/report.ts';
import type { Specimen } from '../model/specimen.ts';
import { isSettled, resultOf, type Said, testOf } from './statement.ts';

/**
 * What one report says of one collection: of one parent (OBR-26, OBR-29), specimen and time (OBR-7). Orders of one
 * number and service that differ in these have their results side by side.
 */
export interface ReportCollection {
  /** Part of its results' slots; empty where it is the first, or the only one. */
  readonly label: string;
  /** Oldest first. */
  readonly said: readonly Said[];
  /** Nothing tells to which collection a part belongs: the message that said it. */
  readonly unclear: ReadonlySet<string>;
}

/**
 * Sorts what is said of one report into its collections. The same set, given in the same order, always makes the
 * same ones; oldest first, so that what comes later joins what is there.
 */
export function collectionsOf(oldestFirst: readonly Said[]): ReportCollection[] {
  const [alone] = oldestFirst;
  if (alone !== undefined && oldestFirst.length === 1)
    return [{ label: parentLabel(parentOf(alone.part.parent)), said: oldestFirst, unclear: new Set() }];
  const cells = cellsOf(oldestFirst);
  const [only] = cells;
  if (only !== undefined && cells.length === 1)
    return [{ label: labelOf(only, true, new Set()), said: only.said, unclear: new Set() }];
  const groups: Group[] = [];
  for (const cell of cells) {
    const { group, isUnclear } = placeOf(cell, groups);
    if (group === undefined) groups.push({ cells: [cell], unclear: new Set() });
    else group.cells.push(cell);
    if (isUnclear) for (const message of cell.messages) (group ?? groups.at(-1))?.unclear.add(message);
  }
  const labels = new Set<string>();
  const parents = new Set<string>();
  const order = new Map(oldestFirst.map((one, index) => [one, index]));
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

/** Parts that nothing tells apart. */
interface Cell {
  readonly parent: ParentNames | undefined;
  readonly specimen: SpecimenNames | undefined;
  readonly time: CollectedAt | undefined;
  readonly said: Said[];
  readonly messages: Set<string>;
}

interface ParentNames {
  readonly code: string | undefined;
  readonly subId: string | undefined;
  readonly order: string | undefined;
  /** The parent's result in words: it breaks ties alone, because words are refined. */
  readonly words: string | undefined;
}

interface SpecimenNames {
  /** Of each specimen its placer's, filler's and container's number. */
  readonly ids: readonly (readonly (string | undefined)[])[];
  readonly type: string | undefined;
}

interface CollectedAt {
  /** In minutes since 1970; where only a day was sent, undefined. */
  readonly minute: number | undefined;
  readonly day: string;
}

function cellsOf(oldestFirst: readonly Said[]): Cell[] {
  const tied = tiedParents(oldestFirst);
  const cells = new Map<string, Cell>();
  for (const said of oldestFirst) {
    const { part } = said;
    const names = parentOf(part.parent);
    const parent =
      names === undefined || tied.has(parentText(names)) ? names : { ...names, words: undefined };
    const specimen = specimenOf(part.specimens);
    const time = timeOf(part);
    const key = JSON.stringify([parent, specimen, time?.minute ?? time?.day]);
    const cell = cells.get(key) ?? { parent, specimen, time, said: [], messages: new Set<string>() };
    cell.said.push(said);
    cell.messages.add(part.messageId);
    cells.set(key, cell);
  }
  return [...cells.values()];
}

/** Parents that one message tells apart by nothing but words. */
function tiedParents(said: readonly Said[]): ReadonlySet<string> {
  const words = new Map<string, string | undefined>();
  const tied = new Set<string>();
  for (const { part } of said) {
    const parent = parentOf(part.parent);
    if (parent === undefined) continue;
    const key = `${part.messageId} ${parentText(parent)}`;
    if (words.has(key) && words.get(key) !== parent.words) tied.add(parentText(parent));
    words.set(key, parent.words);
  }
  return tied;
}

function parentOf(parent: Parent | undefined): ParentNames | undefined {
  if (parent === undefined) return undefined;
  const { result, fillerOrder, placerOrder } = parent;
  return {
    code: result?.code.codings[0]?.code ?? result?.code.text,
    subId: result?.subId,
    order: (fillerOrder ?? placerOrder)?.value,
    words: result?.value?.toLowerCase(),
  };
}

const parentText = (parent: ParentNames | undefined): string =>
  parent === undefined ? '' : JSON.stringify([parent.code, parent.subId, parent.order]);

function specimenOf(specimens: readonly Specimen[]): SpecimenNames | undefined {
  const ids = specimens
    .map(({ placerId, fillerId, containerId }) => [placerId?.value, fillerId?.value, containerId?.value])
    .filter((names) => names.some((name) => name !== undefined));
  const types = specimens.flatMap(({ type }) => type?.codings[0]?.code ?? type?.text ?? []);
  if (ids.length === 0 && types.length === 0) return undefined;
  return { ids, type: types.length === 0 ? undefined : types.join(' ').toLowerCase() };
}

/** OBR-7, else SPM-17. */
function timeOf({ observed, specimens }: ReportPart): CollectedAt | undefined {
  const iso = (observed ?? specimens.find(({ collected }) => collected !== undefined)?.collected)?.iso;
  if (iso === undefined) return undefined;
  const isToTheMinute = iso.includes('T');
  return { minute: isToTheMinute ? Math.floor(Date.parse(iso) / 60_000) : undefined, day: iso.slice(0, 10) };
}

interface Placed {
  readonly group: Group | undefined;
  readonly isUnclear: boolean;
}

const ofItsOwn: Placed = { group: undefined, isUnclear: false };

/** To which of the collections that are there a part belongs; to none of them, where it is one of its own. */
function placeOf(cell: Cell, groups: readonly Group[]): Placed {
  const possible = groups.filter(({ cells }) =>
    cells.every((other) => parentsFit(other.parent, cell.parent) && !isToldApart(other, cell)),
  );
  const fitting = possible.filter(({ cells }) => cells.some((other) => fits(other, cell)));
  if (fitting.length > 0) {
    const likeness = ({ cells }: Group) => Math.max(...cells.map((other) => likenessOf(other, cell)));
    const most = Math.max(...fitting.map(likeness));
    const [best, ...others] = fitting.filter((group) => likeness(group) === most);
    return others.length === 0 ? { group: best, isUnclear: false } : { group: undefined, isUnclear: true };
  }
  const [first, ...others] = possible;
  if (first === undefined) return ofItsOwn;
  if (others.length > 0) return { group: undefined, isUnclear: isCorrecting(cell) };
  return isSameWithAnotherTime(cell, first) ? { group: first, isUnclear: false } : ofItsOwn;
}

/** Whether one message names both, and not as the same. */
const isToldApart = (a: Cell, b: Cell): boolean =>
  [...b.messages].some((message) => a.messages.has(message)) &&
  !(
    parentsFit(a.parent, b.parent) &&
    isSameSpecimen(a.specimen, b.specimen, 'types') &&
    isSameTime(a.time, b.time, 1)
  );

const fits = (a: Cell, b: Cell): boolean =>
  isSameSpecimen(a.specimen, b.specimen, 'ids') && isSameTime(a.time, b.time, NEAR_MINUTES);

/** Times that are less apart are one, told twice. */
const NEAR_MINUTES = 5;

const isOpen = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

const parentsFit = (a: ParentNames | undefined, b: ParentNames | undefined): boolean =>
  a === undefined ||
  b === undefined ||
  (isOpen(a.code, b.code) &&
    isOpen(a.subId, b.subId) &&
    isOpen(a.order, b.order) &&
    isOpen(a.words, b.words));

/** By their numbers; by their types where they have none in common, and within one message besides. */
function isSameSpecimen(
  a: SpecimenNames | undefined,
  b: SpecimenNames | undefined,
  by: 'ids' | 'types',
): boolean {
  if (a === undefined || b === undefined) return true;
  const pairs = a.ids.flatMap((names) => b.ids.map((others) => agreementsOf(names, others)));
  const isSameId = pairs.some((agreements) => agreements.length > 0 && agreements.every((agrees) => agrees));
  if (!isSameId && pairs.some((agreements) => agreements.length > 0)) return false;
  return (isSameId && by === 'ids') || isOpen(a.type, b.type);
}

/** Of the kinds of numbers that both have, whether each agrees. */
const agreementsOf = (
  names: readonly (string | undefined)[],
  others: readonly (string | undefined)[],
): boolean[] =>
  names.flatMap((name, index) => {
    const other = others[index];
    return name === undefined || other === undefined ? [] : [name === other];
  });

function isSameTime(a: CollectedAt | undefined, b: CollectedAt | undefined, minutes: number): boolean {
  if (a === undefined || b === undefined) return true;
  if (a.minute !== undefined && b.minute !== undefined) return Math.abs(a.minute - b.minute) < minutes;
  // between messages a mere day tells nothing apart
  return minutes === NEAR_MINUTES || a.day.startsWith(b.day) || b.day.startsWith(a.day);
}

/** How much two that fit have in common. */
const likenessOf = (a: Cell, b: Cell): number =>
  (a.parent !== undefined && parentText(a.parent) === parentText(b.parent) ? 4 : 0) +
  (a.specimen !== undefined && JSON.stringify(a.specimen) === JSON.stringify(b.specimen) ? 2 : 0) +
  (a.time?.minute !== undefined && a.time.minute === b.time?.minute ? 1 : 0);

/** By what it was first told to be: a correction of its own is no correction of another. */
const isCorrecting = ({ said: [first] }: Cell): boolean =>
  first?.part.status === 'C' ||
  first?.observations.some(({ status }) => status !== undefined && 'ACWD'.includes(status)) === true;

/**
 * Whether a part of another time or specimen is the same report all the same: it says that it corrects, or is the
 * final of a preliminary, or says nothing else. A settled one with another value stands beside: a series.
 */
function isSameWithAnotherTime(cell: Cell, { cells }: Group): boolean {
  if (isCorrecting(cell)) return true;
  const there = resultsOf(cells.flatMap(({ said }) => said));
  const here = resultsOf(cell.said.slice(0, 1));
  return [...here].every(([test, results]) => {
    const before = there.get(test);
    if (before === undefined) return true;
    const isFinalOfPreliminary =
      results.every((one) => one.isSettled) && before.every((one) => !one.isSettled);
    return isFinalOfPreliminary || results.every((one) => before.some(({ result }) => result === one.result));
  });
}

function resultsOf(said: readonly Said[]) {
  const results = new Map<string, { readonly result: string; readonly isSettled: boolean }[]>();
  for (const { part, observations } of said)
    for (const observation of observations) {
      const test = testOf(observation);
      const known = results.get(test) ?? [];
      known.push({ result: resultOf(observation), isSettled: isSettled(observation, part) });
      results.set(test, known);
    }
  return results;
}

const parentLabel = (parent: ParentNames | undefined): string =>
  parent === undefined
    ? ''
    : `^${[parent.code, parent.subId].filter((one) => one !== undefined).join('^') || (parent.order ?? '')}`;

/** The parent always; the rest only where another of the same parent has the plain slots. */
function labelOf({ parent, specimen, time }: Cell, isFirst: boolean, taken: ReadonlySet<string>): string {
  const ofParent = parentLabel(parent);
  const own = [
    specimen?.ids[0]?.find((id) => id !== undefined) ?? specimen?.type,
    time?.minute === undefined ? time?.day : new Date(time.minute * 60_000).toISOString().slice(0, 16),
  ];
  const candidates = [
    ...(isFirst ? [ofParent] : []),
    ...(parent?.order === undefined ? [] : [`${ofParent}^${parent.order}`]).filter(() => isFirst),
    `${ofParent}@${own[1] ?? ''}`,
    `${ofParent}@${own[1] ?? ''} ${own[0] ?? ''}`,
  ];
  const free = candidates.find((label) => !taken.has(label));
  if (free !== undefined) return free;
  for (let count = 2; ; count++) if (!taken.has(`${ofParent}@${count}`)) return `${ofParent}@${count}`;
}
