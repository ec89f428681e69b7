import type { Concept } from '../../model/concept.ts';
import type { Observation } from '../../model/observation.ts';
import type { Specimen } from '../../model/specimen.ts';
import { openCodes, wordsOf } from './materials.ts';

/** A place in the body, as one specimen or one result names it. */
export interface BodySite {
  readonly side: Side | undefined;
  readonly names: readonly SiteName[];
  /** What tells it apart besides its side: `upper`, `second`. */
  readonly modifiers: readonly SiteName[];
}

type Side = 'left' | 'right' | 'both';

/** A place in one coding system, or in words alone. */
interface SiteName {
  readonly system: string | undefined;
  readonly code: string;
  readonly words: ReadonlySet<string>;
}

/** The words for a side, and its codes in SNOMED CT and HL7 table 0495. */
const sides: ReadonlyMap<string, Side> = new Map([
  ...['left', 'lt', 'l', '7771000'].map((word) => [word, 'left'] as const),
  ...['right', 'rt', 'r', '24028007'].map((word) => [word, 'right'] as const),
  ...['bilateral', 'both', 'bil', '51440002'].map((word) => [word, 'both'] as const),
]);

/** The place from which a specimen was taken (SPM-8 and SPM-9, OBR-15.4 and 15.5). Undefined if none is named. */
export const siteOfSpecimen = ({ bodySite, bodySiteModifiers = [] }: Specimen): BodySite | undefined =>
  bodySite === undefined && bodySiteModifiers.length === 0 ? undefined : siteOf(bodySite, bodySiteModifiers);

/** The place that a result is about (OBX-20). Its first repetition is the place, the others tell more of it. */
export function siteOfResult({ bodySites = [] }: Observation): BodySite | undefined {
  const [first, ...others] = bodySites;
  return first === undefined ? undefined : siteOf(first, others);
}

function siteOf(place: Concept | undefined, modifiers: readonly Concept[]): BodySite | undefined {
  const names = place === undefined ? [] : namesOf(place);
  const told = modifiers.flatMap(namesOf);
  const others = told.filter((one) => sideOf(one) === undefined);
  const side = told.map(sideOf).find(isSide) ?? names.flatMap(sidesIn).find(isSide);
  if (side === undefined && names.length === 0 && others.length === 0) return undefined;
  return { side, names, modifiers: others };
}

/** The side that a modifier names. */
const sideOf = ({ code, words }: SiteName): Side | undefined => [code, ...words].map(sideNamed).find(isSide);

const sideNamed = (word: string): Side | undefined => sides.get(word);

/** The side in the words of a place. A single letter may mean anything there. */
const sidesIn = ({ words }: SiteName): readonly (Side | undefined)[] =>
  [...words].filter((word) => word.length > 1).map(sideNamed);

const isSide = (side: Side | undefined): side is Side => side !== undefined;

const namesOf = ({ codings, text = '' }: Concept): readonly SiteName[] =>
  (codings.length === 0 ? [{ code: text }] : codings).flatMap(({ code, display, system }) => {
    const ofDisplay = wordsOf(display ?? '');
    const words = ofDisplay.size === 0 ? wordsOf(code) : ofDisplay;
    const isOpen = words.size === 0 || [...words, ...wordsOf(code)].some((word) => openCodes.has(word));
    return isOpen ? [] : [{ system: system?.toLowerCase(), code: code.trim().toLowerCase(), words }];
  });

/**
 * Whether two places are certainly two: their sides differ, one coding system has two codes for them, or their modifiers
 * differ. A place and a part of it (`arm`, `upper arm`) may be one. A missing place differs from nothing.
 */
export function areTwoSites(a: BodySite | undefined, b: BodySite | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.names.some((one) => b.names.some((other) => contradict(one, other))) || areOtherSides(a, b);
}

/** Whether the sides or the modifiers of two places differ, whatever their names are. */
export const areOtherSides = (a: BodySite, b: BodySite): boolean =>
  (a.side !== undefined && b.side !== undefined && a.side !== b.side) ||
  (lacks(a.modifiers, b.modifiers) && lacks(b.modifiers, a.modifiers));

/** Whether one of some modifiers is certainly not among others. */
const lacks = (others: readonly SiteName[], some: readonly SiteName[]): boolean =>
  others.length > 0 && some.some((one) => others.every((other) => contradict(one, other)));

const contradict = (a: SiteName, b: SiteName): boolean =>
  a.system === b.system && a.code !== b.code && !a.words.isSubsetOf(b.words) && !b.words.isSubsetOf(a.words);
