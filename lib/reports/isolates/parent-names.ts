import type { Parent, ReportPart } from '../../model/report.ts';
import type { Said } from '../statements/statement.ts';

/** The parent of a part (OBR-26, OBR-29), by what identifies it. */
export interface ParentNames {
  readonly code: string | undefined;
  /** Without leading zeros: `01` is `1`. */
  readonly subId: string | undefined;
  readonly filler: string | undefined;
  readonly placer: string | undefined;
  /** The parent's result in words. Used only to break ties, because laboratories refine words later. */
  readonly words: string | undefined;
  /** The value of the parent's result: the organism. Undefined if unknown, or if two results have it. */
  readonly member: string | undefined;
  /** All values of the parent's test, as stated with this one. */
  readonly members: readonly string[];
}

/** The names of a part's parent. `set`: the results of the parent's test that the same message states. */
export function parentNamesOf(
  parent: Parent | undefined,
  set: ReportPart['parentSet'] = [],
): ParentNames | undefined {
  if (parent === undefined) return undefined;
  const { result, fillerOrder, placerOrder } = parent;
  const subId = result?.subId;
  const own = set.filter((one) => one.subId === subId);
  const member = own.length === 1 ? own[0]?.value : undefined;
  const isOnly = set.filter(({ value }) => value === member).length === 1;
  return {
    code: result?.code.codings[0]?.code ?? result?.code.text,
    subId,
    filler: fillerOrder?.value,
    placer: placerOrder?.value,
    words: wordsOf(parent),
    member: isOnly ? member : undefined,
    members: [...new Set(set.map(({ value }) => value))].sort(),
  };
}

/** OBR-26.3, for comparison. */
export const wordsOf = (parent: Parent | undefined): string | undefined =>
  parent?.result?.value?.toLowerCase();

/** The number of the parent's order. */
export const orderOfParent = ({ filler, placer }: ParentNames): string | undefined => filler ?? placer;

/** The parent in one text: equal for parents that are named alike. */
export const parentText = (parent: ParentNames | undefined): string =>
  parent === undefined ? '' : JSON.stringify([parent.code, parent.subId, orderOfParent(parent)]);

/** Parents that one message distinguishes only by words. */
export function tiedParents(said: readonly Said[]): ReadonlySet<string> {
  const words = new Map<string, string | undefined>();
  const tied = new Set<string>();
  for (const { part } of said) {
    const parent = parentNamesOf(part.parent);
    if (parent === undefined) continue;
    const key = `${part.messageId} ${parentText(parent)}`;
    if (words.has(key) && words.get(key) !== parent.words) tied.add(parentText(parent));
    words.set(key, parent.words);
  }
  return tied;
}

/**
 * Whether the orders of these parts have a filler number of their own, and not the number of their parent. Such
 * a number identifies one order, although the name of its parent may change.
 */
export function haveOwnNumbers(parts: readonly ReportPart[]): boolean {
  const parents = new Set(
    parts.flatMap(({ parent }) =>
      [parent?.fillerOrder?.value ?? [], parent?.placerOrder?.value ?? []].flat(),
    ),
  );
  return (
    parents.size > 0 &&
    parts.every(({ fillerOrder }) => fillerOrder !== undefined && !parents.has(fillerOrder.value))
  );
}

export const isOpen = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

/** Whether nothing in the names of two parents tells them apart. */
export const parentsFit = (a: ParentNames | undefined, b: ParentNames | undefined): boolean =>
  a === undefined ||
  b === undefined ||
  (isOpen(a.code, b.code) &&
    isOneOrder(a, b) &&
    (isSameMember(a, b) || (!areTwoMembers(a, b) && isOpen(a.subId, b.subId) && isOpen(a.words, b.words))));

/**
 * Whether two parents have the same order number. A missing number fits any. Placer numbers are compared only
 * if one of the two has no filler number.
 */
const isOneOrder = (a: ParentNames, b: ParentNames): boolean =>
  a.filler !== undefined && b.filler !== undefined ? a.filler === b.filler : isOpen(a.placer, b.placer);

/** Whether two parents are the same organism of one culture, whatever its number in each message. */
export const isSameMember = (a: ParentNames | undefined, b: ParentNames | undefined): boolean =>
  a?.member !== undefined &&
  b !== undefined &&
  a.member === b.member &&
  isOpen(a.code, b.code) &&
  isOneOrder(a, b);

/**
 * Two organisms that one culture has side by side. Otherwise the same OBX-4 means the same isolate, although
 * its name changed: `gram-negative rods` becomes `E. coli`.
 */
const areTwoMembers = (a: ParentNames, b: ParentNames): boolean =>
  a.member !== undefined &&
  b.member !== undefined &&
  a.member !== b.member &&
  (a.members.includes(b.member) || b.members.includes(a.member));

export const isSameParent = (a: ParentNames | undefined, b: ParentNames | undefined): boolean =>
  a !== undefined && b !== undefined && (isSameMember(a, b) || parentText(a) === parentText(b));

/**
 * How the name of a parent changed: the code of its test, the OBX-4 of its result, its order with the same result
 * (`moved`), or more than that.
 */
export type Renaming = 'recoded' | 'renumbered' | 'moved' | 'other';

/** How two parents that do not fit differ. Undefined if they are two organisms of one culture. */
export function renamingOf(a: ParentNames | undefined, b: ParentNames | undefined): Renaming | undefined {
  if (a === undefined || b === undefined || areTwoMembers(a, b)) return undefined;
  const isOneResult = a.subId === b.subId;
  if (!isOneOrder(a, b)) return isOneResult ? 'moved' : 'other';
  if (isOneResult) return 'recoded';
  return isOpen(a.code, b.code) ? 'renumbered' : 'other';
}
