import { error, errorCode, type Issue, warning } from '../issue.ts';
import type { Segment } from '../message/segment.ts';
import type { Place } from './grammar.ts';
import { obrLeadsOrc } from './obr-leads-orc.ts';

/** One group of a message, with its content in the order received. */
export interface Group {
  readonly name: string;
  readonly children: readonly (Segment | Group)[];
  /** Z-segments, and segments without a place in the structure; the latter are also issues. */
  readonly others: readonly Segment[];
}

export interface GroupedMessage {
  readonly root: Group;
  /** Segments that are out of order, missing, or without a place in the structure. */
  readonly issues: readonly Issue[];
}

export const isGroup = (child: Segment | Group): child is Group => 'children' in child;

/** The segments with this name directly in the group, not in its inner groups. */
export const segmentsOf = (group: Group, name: string): readonly Segment[] =>
  group.children.filter((child): child is Segment => !isGroup(child) && child.name === name);

/** The groups with this name directly in the group. */
export const groupsOf = (group: Group, name: string): readonly Group[] =>
  group.children.filter((child): child is Group => isGroup(child) && child.name === name);

/** Every segment of the group and of its inner groups. */
export const allSegments = (group: Group): readonly Segment[] => [
  ...group.children.flatMap((child) => (isGroup(child) ? allSegments(child) : [child])),
  ...group.others,
];

/**
 * Puts every segment into its group. Senders do not keep to the published order: a segment out of order joins
 * the open group that still has a place for it, a group may start without its first segment, and a segment
 * without a place stays next to the segment before it. No segment is lost; every deviation is an issue.
 */
export function groupSegments(
  segments: readonly Segment[],
  structure: { readonly id: string; readonly places: readonly Place[] },
): GroupedMessage {
  const walker = new Walker(segments, structure);
  return walker.walk();
}

class OpenGroup implements Group {
  readonly name: string;
  readonly children: (Segment | OpenGroup)[] = [];
  readonly others: Segment[] = [];
  readonly place: Place;
  readonly parent: OpenGroup | undefined;
  /** The content of each place, by its index. */
  readonly filled: (Segment | OpenGroup)[][] = [];
  /** Index of the place that was filled last. */
  at = 0;

  constructor(place: Place, parent: OpenGroup | undefined) {
    this.name = place.name;
    this.place = place;
    this.parent = parent;
  }

  get places(): readonly Place[] {
    return this.place.places ?? [];
  }

  isFilled(index: number): boolean {
    return this.filled[index] !== undefined;
  }

  put(index: number, child: Segment | OpenGroup): void {
    this.children.push(child);
    const before = this.filled[index];
    if (before === undefined) this.filled[index] = [child];
    else before.push(child);
  }
}

const TOO_LATE = 'The segment comes too late in its group';

/** Segments that may stand between an ORC and its OBR. */
const annotations = new Set(['NTE', 'TQ1', 'TQ2', 'PRT']);

class Walker {
  readonly #segments: readonly Segment[];
  readonly #root: OpenGroup;
  readonly #issues: Issue[] = [];
  readonly #known: ReadonlySet<string>;
  readonly #obrLeads: boolean;
  #innermost: OpenGroup;

  constructor(
    segments: readonly Segment[],
    structure: { readonly id: string; readonly places: readonly Place[] },
  ) {
    this.#segments = segments;
    const place = { name: structure.id, isRequired: true, repeats: false, places: structure.places };
    this.#root = new OpenGroup(place, undefined);
    this.#innermost = this.#root;
    this.#known = namesIn(place);
    this.#obrLeads = obrLeadsOrc(segments);
  }

  walk(): GroupedMessage {
    this.#segments.forEach((segment, index) => {
      if (this.#known.has(segment.name)) this.#place(segment, index);
      else this.#setBeside(segment);
    });
    this.#reportMissing(this.#root);
    return { root: this.#root, issues: this.#issues };
  }

  #setBeside(segment: Segment): void {
    this.#innermost.others.push(segment);
    if (!segment.name.startsWith('Z')) this.#report(segment, 'The message structure has no such segment');
  }

  #place(segment: Segment, index: number): void {
    const open: OpenGroup[] = [];
    for (let group: OpenGroup | undefined = this.#innermost; group !== undefined; group = group.parent)
      open.push(group);
    const isPlaced =
      passes.some(({ fits, looksAhead }) =>
        open.some(
          (group) =>
            this.#placeAhead(segment, group, fits) ||
            this.#placeBehind(segment, group, { index: looksAhead ? index : this.#segments.length, fits }),
        ),
      ) || open.some((group) => this.#openAgain(segment, group));
    if (isPlaced) return;
    this.#innermost.others.push(segment);
    this.#report(segment, 'The segment must not repeat here');
  }

  /**
   * Puts the segment into the current place again, or into a later one. `fits` says how a group may start.
   */
  #placeAhead(segment: Segment, group: OpenGroup, fits: Fit): boolean {
    for (let index = group.at; index < group.places.length; index++) {
      const place = group.places[index];
      if (place === undefined || !holds(place, segment.name)) continue;
      const isUsed = group.isFilled(index);
      if (isUsed && !place.repeats) continue;
      // only a segment that may come first repeats a group; any other is late
      if (!(isUsed ? startsWith : fits)(place, segment.name)) continue;
      group.at = index;
      this.#fill(segment, group, index);
      return true;
    }
    return false;
  }

  /**
   * Puts the segment into the current place or an earlier one. Returns false if there is none, or if the segment
   * opens the next group of the same kind.
   */
  #placeBehind(segment: Segment, group: OpenGroup, { index, fits }: { index: number; fits: Fit }): boolean {
    if (this.#opensNext(group, index)) return false;
    for (let at = 0; at <= group.at; at++) {
      const place = group.places[at];
      if (place === undefined || !holds(place, segment.name)) continue;
      const last = group.filled[at]?.at(-1);
      if (last instanceof OpenGroup) {
        if (this.#placeAhead(segment, last, fits)) {
          // a segment that continues the current group is in order
          if (at < group.at) this.#report(segment, TOO_LATE);
          return true;
        }
        if (this.#placeBehind(segment, last, { index, fits })) return true;
        const isAgain = place.repeats && startsWith(place, segment.name);
        if (!isAgain || startsAround(group, segment.name)) continue;
      } else if (last === undefined ? !fits(place, segment.name) : !place.repeats) continue;
      this.#fill(segment, group, at);
      this.#report(segment, TOO_LATE);
      return true;
    }
    return false;
  }

  /** Opens another group of a kind that was open before, although a different segment should start it. */
  #openAgain(segment: Segment, group: OpenGroup): boolean {
    const index = group.places.findIndex(
      (place, at) =>
        place.repeats && group.isFilled(at) && place.places?.some(({ name }) => name === segment.name),
    );
    if (index === -1) return false;
    this.#fill(segment, group, index);
    this.#report(segment, 'The segment comes before the first segment of its group');
    return true;
  }

  #report(segment: Segment, message: string): void {
    this.#issues.push(warning(errorCode.segmentSequence, segment.at(), message));
  }

  /** The segment after this one repeats one that the group already has, as an OBR after the next ORC does. */
  #opensNext(group: OpenGroup, index: number): boolean {
    if (this.#obrLeads && this.#segments[index]?.name === 'ORC') return false;
    const next = this.#segments.slice(index + 1, index + 8).find(({ name }) => !annotations.has(name));
    if (next === undefined) return false;
    return group.places.some(
      (place, at) =>
        place.name === next.name && !place.repeats && place.places === undefined && group.isFilled(at),
    );
  }

  /** Puts the segment into the place and opens the groups that lead to it. */
  #fill(segment: Segment, group: OpenGroup, index: number): void {
    const place = group.places[index];
    if (place?.places === undefined) {
      group.put(index, segment);
      this.#innermost = group;
      return;
    }
    const opened = new OpenGroup(place, group);
    group.put(index, opened);
    const inner = place.places.findIndex((one) => holds(one, segment.name));
    opened.at = inner;
    this.#fill(segment, opened, inner);
  }

  #reportMissing(group: OpenGroup): void {
    group.places.forEach((place, index) => {
      if (place.isRequired && !group.isFilled(index)) {
        const near = group.children.find((child): child is Segment => !(child instanceof OpenGroup));
        const name = place.places === undefined ? place.name : firstName(place);
        this.#issues.push(
          error(
            errorCode.segmentSequence,
            name,
            `A required segment is missing${near === undefined ? '' : ` in the group of ${near.at()}`}`,
          ),
        );
      }
    });
    for (const child of group.children) if (child instanceof OpenGroup) this.#reportMissing(child);
  }
}

/** Whether a segment may open a place that is not open yet. */
type Fit = (place: Place, name: string) => boolean;

/** The segment may start another repetition of this group, or of a group around it. */
function startsAround(group: OpenGroup, name: string): boolean {
  for (let around: OpenGroup | undefined = group; around !== undefined; around = around.parent)
    if (around.place.repeats && startsWith(around.place, name)) return true;
  return false;
}

const contents = new WeakMap<Place, ReadonlySet<string>>();

/** Names of all segments that the place can hold. */
function namesIn(place: Place): ReadonlySet<string> {
  const known = contents.get(place);
  if (known !== undefined) return known;
  const names = new Set(
    place.places === undefined ? [place.name] : place.places.flatMap((inner) => [...namesIn(inner)]),
  );
  contents.set(place, names);
  return names;
}

const holds: Fit = (place, name) =>
  place.places === undefined ? place.name === name : namesIn(place).has(name);

/** The segment may come first in the place. */
function startsWith(place: Place, name: string): boolean {
  if (place.places === undefined) return place.name === name;
  for (const inner of place.places) {
    if (startsWith(inner, name)) return true;
    if (inner.isRequired) return false;
  }
  return false;
}

const firstName = (place: Place): string =>
  place.places === undefined
    ? place.name
    : firstName(
        place.places.find(({ isRequired }) => isRequired) ??
          place.places[0] ?? { ...place, places: undefined },
      );

/** The searches for a place: first strictly by the structure, at last anywhere. */
const passes = [
  { fits: startsWith, looksAhead: true },
  { fits: holds, looksAhead: true },
  { fits: holds, looksAhead: false },
] as const;
