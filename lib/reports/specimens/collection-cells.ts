import type { Parent, ReportPart } from '../../model/report.ts';
import type { Specimen } from '../../model/specimen.ts';
import { placeNameOf, siteNameOf, typeNameOf } from '../../model/specimen-names.ts';
import {
  isOpen,
  isSameParent,
  type ParentNames,
  parentNamesOf,
  parentsFit,
  parentText,
  tiedParents,
  wordsOf,
} from '../isolates/parent-names.ts';
import type { Said } from '../statements/statement.ts';
import { areOtherSides, areTwoSites, type BodySite, siteOfSpecimen } from './body-sites.ts';
import { compareSpecimens, type SpecimenRelation } from './same-sample.ts';
import {
  haveOtherNumbers as areOtherNumbers,
  compareNumbers,
  type SpecimenNumbers,
} from './specimen-numbers.ts';
import { collectedAt, minuteOf, NEAR_MINUTES } from './statements-by-draw.ts';
import { siteOfSaid } from './statements-by-site.ts';

/** Parts with the same parent, specimen and time. */
export interface Cell {
  readonly parent: ParentNames | undefined;
  /** The texts of OBR-26.3. */
  readonly words: Set<string>;
  readonly specimen: SpecimenNames | undefined;
  readonly time: CollectedAt | undefined;
  readonly said: Said[];
  readonly messages: Set<string>;
}

interface SpecimenNames {
  /** For each specimen: placer's number, filler's number, container's number. */
  readonly ids: readonly SpecimenNumbers[];
  readonly type: string | undefined;
  readonly site: string | undefined;
}

interface CollectedAt {
  /** Minutes since 1970; undefined if only a day was sent. */
  readonly minute: number | undefined;
  readonly day: string;
}

export function cellsOf(oldestFirst: readonly Said[]): Cell[] {
  const tied = tiedParents(oldestFirst);
  const cells = new Map<string, Cell>();
  const latest = new Map<string, ReportPart['parentSet']>();
  for (const said of oldestFirst) {
    const { part } = said;
    const test = testOfParent(part.parent);
    // a message without the parent's results means those of the message before
    const set = part.parentSet ?? latest.get(test);
    latest.set(test, set);
    const names = parentNamesOf(part.parent, set);
    const parent =
      names === undefined || tied.has(parentText(names)) ? names : { ...names, words: undefined };
    const specimen = specimenOf(part.specimens, placeIn(said));
    const time = timeOf(said);
    const key = JSON.stringify([parent, specimen, time?.minute ?? time?.day]);
    const cell = cells.get(key) ?? {
      ...{ parent, specimen, time, said: [] },
      words: new Set<string>(),
      messages: new Set<string>(),
    };
    cell.said.push(said);
    cell.messages.add(part.messageId);
    const words = wordsOf(part.parent);
    if (words !== undefined) cell.words.add(words);
    cells.set(key, cell);
  }
  return [...cells.values()];
}

const testOfParent = (parent: Parent | undefined): string =>
  JSON.stringify([
    parent?.result?.code.codings[0]?.code,
    (parent?.fillerOrder ?? parent?.placerOrder)?.value,
  ]);

/** The place that the results name (OBX-20), as one text. */
const placeIn = ({ observations }: Said): string | undefined =>
  placeNameOf(observations.find(({ bodySites }) => bodySites !== undefined)?.bodySites ?? []);

function specimenOf(specimens: readonly Specimen[], place?: string): SpecimenNames | undefined {
  const ids = specimens
    .map(({ placerId, fillerId, containerId }) => [placerId?.value, fillerId?.value, containerId?.value])
    .filter((names) => names.some((name) => name !== undefined));
  const types = specimens.flatMap((specimen) => typeNameOf(specimen) ?? []);
  const sites = [place ?? [], ...specimens.map((specimen) => siteNameOf(specimen) ?? [])].flat();
  if (ids.length === 0 && types.length === 0 && sites.length === 0) return undefined;
  return {
    ids,
    type: types.length === 0 ? undefined : types.join(' ').toLowerCase(),
    site: sites.length === 0 ? undefined : sites.join(' '),
  };
}

/** Whether the numbers, the types or the places of the specimens show that two parts are of two specimens. */
export const areOfTwoSpecimens = ({ specimens: a }: ReportPart, { specimens: b }: ReportPart): boolean =>
  haveOtherNumbers(specimenOf(a), specimenOf(b)) || compareSpecimens(a, b) !== 'one';

/** Whether the specimens or the times of collection show that two parts are of two samples. */
export const areOfTwoSamples = (a: ReportPart, b: ReportPart): boolean =>
  areOfTwoSpecimens(a, b) || !isSameTime(timeOf({ part: a }), timeOf({ part: b }), NEAR_MINUTES);

function timeOf(said: Pick<Said, 'part' | 'drawn'>): CollectedAt | undefined {
  const time = collectedAt(said);
  return time && { minute: minuteOf(time), day: time.iso.slice(0, 10) };
}

/** Whether one message has both cells and distinguishes them. */
export const isToldApart = (a: Cell, b: Cell): boolean =>
  [...b.messages].some((message) => a.messages.has(message)) &&
  !(
    parentsFit(a.parent, b.parent) &&
    isSameSpecimen(a.specimen, b.specimen) &&
    isSameTime(a.time, b.time, 1)
  );

/**
 * Whether the numbers of the specimens, or the times, name another sample than a collection. Equal values are no evidence
 * against that. A part without a number or a time belongs to one named sample and makes no others the same.
 */
export const isNamedApart = (cell: Cell, cells: readonly Cell[]): boolean =>
  hasOtherNumber(cell, cells) || isOfOtherTime(cell, cells);

/** Whether some number of a collection is another, and none is the same. */
export const hasOtherNumber = (cell: Cell, cells: readonly Cell[]): boolean =>
  cells.some((one) => haveOtherNumbers(one.specimen, cell.specimen)) &&
  !cells.some((one) => compareNumbers(one.specimen?.ids ?? [], cell.specimen?.ids ?? []) === 'same');

const isOfOtherTime = (cell: Cell, cells: readonly Cell[]): boolean =>
  cells.some(({ time }) => !isSameTime(time, cell.time, NEAR_MINUTES)) &&
  !cells.some(({ time }) => time?.minute !== undefined && isSameTime(time, cell.time, NEAR_MINUTES));

export const fits = (a: Cell, b: Cell): boolean =>
  !haveOtherNumbers(a.specimen, b.specimen) &&
  compareCells(a, b) === 'one' &&
  isSameTime(a.time, b.time, NEAR_MINUTES);

/** How the types and the places of the specimens compare. Their numbers may be equal all the same. */
export function compareCells({ said: [a] }: Cell, { said: [b] }: Cell): SpecimenRelation {
  if (a === undefined || b === undefined) return 'one';
  const relation = compareSpecimens(a.part.specimens, b.part.specimens);
  const isNear = relation === 'one' || relation === 'kin';
  return isNear && areTwoSites(siteOfSaid(a), siteOfSaid(b)) ? 'elsewhere' : relation;
}

/**
 * Whether two cells name the place of one specimen differently (`Arm`, `Antecubital fossa, left`): its number and the time
 * are the same, and neither the side nor a modifier differs.
 */
export function isPlaceRefined(a: Cell, b: Cell): boolean {
  const [one, other] = [siteOfOnly(a), siteOfOnly(b)];
  if (one === undefined || other === undefined || areOtherSides(one, other)) return false;
  return (
    compareNumbers(a.specimen?.ids ?? [], b.specimen?.ids ?? []) === 'same' &&
    isSameTime(a.time, b.time, NEAR_MINUTES)
  );
}

/** The place of the only specimen of a cell. */
function siteOfOnly({ said: [first] }: Cell): BodySite | undefined {
  const [only, ...others] = first?.part.specimens ?? [];
  return only === undefined || others.length > 0 ? undefined : siteOfSpecimen(only);
}

/**
 * A part without a type or a place, or of a general one, joins nothing to a collection whose other parts are of another
 * one.
 */
export const fitsAmong = (cell: Cell, cells: readonly Cell[]): boolean =>
  !isNamedApart(cell, cells) &&
  cells.some(
    (other) =>
      fits(other, cell) &&
      (isSameKind(other.specimen, cell.specimen) || cells.every((one) => compareCells(one, cell) === 'one')),
  );

const isSameKind = (a: SpecimenNames | undefined, b: SpecimenNames | undefined): boolean =>
  a?.type === b?.type && a?.site === b?.site;

/** Whether all that a collection says of its type and place shows that a part is of another one. */
export const isOfOtherKind = (cell: Cell, others: readonly Cell[]): boolean => {
  const described = describedIn(others);
  return described.length > 0 && described.every((other) => compareCells(other, cell) !== 'one');
};

/** A part without a type and a place says nothing of those of its collection. */
export const describedIn = (cells: readonly Cell[]): readonly Cell[] =>
  cells.filter(({ specimen }) => specimen?.type !== undefined || specimen?.site !== undefined);

/** Whether the two cells of one message have the same numbers and the same words for their types and places. */
const isSameSpecimen = (a: SpecimenNames | undefined, b: SpecimenNames | undefined): boolean =>
  a === undefined ||
  b === undefined ||
  (!haveOtherNumbers(a, b) && isOpen(a.type, b.type) && isOpen(a.site, b.site));

/** Whether the specimens have no number in common, although both have numbers of one kind. */
export const haveOtherNumbers = (a: SpecimenNames | undefined, b: SpecimenNames | undefined): boolean =>
  a !== undefined && b !== undefined && areOtherNumbers(a.ids, b.ids);

function isSameTime(a: CollectedAt | undefined, b: CollectedAt | undefined, minutes: number): boolean {
  if (a === undefined || b === undefined) return true;
  if (a.minute !== undefined && b.minute !== undefined) return Math.abs(a.minute - b.minute) < minutes;
  // a day without a time of day is another one only than another day
  return a.day.startsWith(b.day) || b.day.startsWith(a.day);
}

/** How much two fitting cells have in common; higher is closer. */
export const likenessOf = (a: Cell, b: Cell): number =>
  (isSameParent(a.parent, b.parent) ? 4 : 0) +
  (a.specimen !== undefined && JSON.stringify(a.specimen) === JSON.stringify(b.specimen) ? 2 : 0) +
  (a.time?.minute !== undefined && a.time.minute === b.time?.minute ? 1 : 0);
