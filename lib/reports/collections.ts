import type { Observation } from '../model/observation.ts';
import type { Parent, ReportPart } from '../model/report.ts';
import type { Specimen } from '../model/specimen.ts';
import { isSameResult } from './same-result.ts';
import { isSettled, type Said, testOf } from './statement.ts';

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

/** Parts with the same parent, specimen and time. */
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
  /** The parent's result in words. Used only to break ties, because laboratories refine words later. */
  readonly words: string | undefined;
  /** The value of the parent's result: the organism. Undefined if unknown, or if two results have it. */
  readonly member: string | undefined;
  /** All values of the parent's test, as stated with this one. */
  readonly members: readonly string[];
}

interface SpecimenNames {
  /** For each specimen: placer's number, filler's number, container's number. */
  readonly ids: readonly (readonly (string | undefined)[])[];
  readonly type: string | undefined;
}

interface CollectedAt {
  /** Minutes since 1970; undefined if only a day was sent. */
  readonly minute: number | undefined;
  readonly day: string;
}

function cellsOf(oldestFirst: readonly Said[]): Cell[] {
  const tied = tiedParents(oldestFirst);
  const cells = new Map<string, Cell>();
  const latest = new Map<string, ReportPart['parentSet']>();
  for (const said of oldestFirst) {
    const { part } = said;
    const test = testOfParent(part.parent);
    // a message without the parent's results means those of the message before
    const set = part.parentSet ?? latest.get(test);
    latest.set(test, set);
    const names = parentOf(part.parent, set);
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

/** Parents that one message distinguishes only by words. */
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

const testOfParent = (parent: Parent | undefined): string =>
  JSON.stringify([
    parent?.result?.code.codings[0]?.code,
    (parent?.fillerOrder ?? parent?.placerOrder)?.value,
  ]);

function parentOf(parent: Parent | undefined, set: ReportPart['parentSet'] = []): ParentNames | undefined {
  if (parent === undefined) return undefined;
  const { result, fillerOrder, placerOrder } = parent;
  const own = set.filter(({ subId }) => subId === result?.subId);
  const member = own.length === 1 ? own[0]?.value : undefined;
  const isOnly = set.filter(({ value }) => value === member).length === 1;
  return {
    code: result?.code.codings[0]?.code ?? result?.code.text,
    subId: result?.subId,
    order: (fillerOrder ?? placerOrder)?.value,
    words: result?.value?.toLowerCase(),
    member: isOnly ? member : undefined,
    members: [...new Set(set.map(({ value }) => value))].sort(),
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

/**
 * Finds the existing collection that a part belongs to. The group is undefined if the part starts a
 * collection of its own.
 */
function placeOf(cell: Cell, groups: readonly Group[]): Placed {
  const possible = groups.filter(
    ({ cells }) =>
      (cells.some((other) => isSameMember(other.parent, cell.parent)) ||
        cells.every((other) => parentsFit(other.parent, cell.parent))) &&
      !cells.some((other) => isToldApart(other, cell)),
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

/** Whether one message has both cells and distinguishes them. */
const isToldApart = (a: Cell, b: Cell): boolean =>
  [...b.messages].some((message) => a.messages.has(message)) &&
  !(
    parentsFit(a.parent, b.parent) &&
    isSameSpecimen(a.specimen, b.specimen, 'types') &&
    isSameTime(a.time, b.time, 1)
  );

const fits = (a: Cell, b: Cell): boolean =>
  isSameSpecimen(a.specimen, b.specimen, 'ids') && isSameTime(a.time, b.time, NEAR_MINUTES);

/** Two times that are less than 5 minutes apart count as one time. */
const NEAR_MINUTES = 5;

const isOpen = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

const parentsFit = (a: ParentNames | undefined, b: ParentNames | undefined): boolean =>
  a === undefined ||
  b === undefined ||
  (isOpen(a.code, b.code) &&
    isOpen(a.order, b.order) &&
    (isSameMember(a, b) || (!areTwoMembers(a, b) && isOpen(a.subId, b.subId) && isOpen(a.words, b.words))));

const isSameMember = (a: ParentNames | undefined, b: ParentNames | undefined): boolean =>
  a?.member !== undefined && a.member === b?.member && isOpen(a.code, b.code) && isOpen(a.order, b.order);

/**
 * Two organisms that one culture has side by side. Otherwise the same OBX-4 means the same isolate, although
 * its name changed: `gram-negative rods` becomes `E. coli`.
 */
const areTwoMembers = (a: ParentNames, b: ParentNames): boolean =>
  a.member !== undefined &&
  b.member !== undefined &&
  a.member !== b.member &&
  (a.members.includes(b.member) || b.members.includes(a.member));

/**
 * Compares numbers. Types are compared if the two have no numbers in common, and always within one message.
 */
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

/** For each kind of number that both specimens have: whether the two are equal. */
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
  // across messages, a day without a time distinguishes nothing
  return minutes === NEAR_MINUTES || a.day.startsWith(b.day) || b.day.startsWith(a.day);
}

const isSameParent = (a: ParentNames | undefined, b: ParentNames | undefined): boolean =>
  a !== undefined && b !== undefined && (isSameMember(a, b) || parentText(a) === parentText(b));

/** How much two fitting cells have in common; higher is closer. */
const likenessOf = (a: Cell, b: Cell): number =>
  (isSameParent(a.parent, b.parent) ? 4 : 0) +
  (a.specimen !== undefined && JSON.stringify(a.specimen) === JSON.stringify(b.specimen) ? 2 : 0) +
  (a.time?.minute !== undefined && a.time.minute === b.time?.minute ? 1 : 0);

/**
 * Only the first statement of a cell counts: a later correction corrects the cell itself, not another one.
 */
const isCorrecting = ({ said: [first] }: Cell): boolean =>
  first?.part.status === 'C' ||
  first?.observations.some(({ status }) => status !== undefined && 'ACWD'.includes(status)) === true;

/**
 * Whether a part with another time or specimen still belongs to the same collection. It does if it is marked
 * as a correction, if it is the final of a preliminary, or if it states the same results. A settled part with
 * another value starts a new collection: it belongs to a series.
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
    return (
      isFinalOfPreliminary ||
      results.every((one) => before.some(({ result }) => isSameResult(result, one.result)))
    );
  });
}

function resultsOf(said: readonly Said[]) {
  const results = new Map<string, { readonly result: Observation; readonly isSettled: boolean }[]>();
  for (const { part, observations } of said)
    for (const observation of observations) {
      const test = testOf(observation);
      const known = results.get(test) ?? [];
      known.push({ result: observation, isSettled: isSettled(observation, part) });
      results.set(test, known);
    }
  return results;
}

const parentLabel = (parent: ParentNames | undefined): string =>
  parent === undefined
    ? ''
    : `^${[parent.code, parent.subId].filter((one) => one !== undefined).join('^') || (parent.order ?? '')}`;

/**
 * The label always names the parent. It names the time and the specimen only if a collection of the same
 * parent already has the plain label.
 */
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
