import { dayOf, yearOf } from '../../model/birth-date.ts';
import { wordsOf } from '../../model/name-words.ts';
import { hasNewbornWord, newbornWords, wordsLikeNewborns } from '../../model/newborn-names.ts';
import type { HumanName, Patient } from '../../model/patient.ts';
import type { Timestamp } from '../../model/timestamp.ts';

/** The data that identify a person besides the number: 42 CFR 493.1291(c)(1) asks for two identifiers. */
export type Described = Pick<Patient, 'names' | 'birthDate' | 'newbornIn'>;

/** Placeholder words in names. A site may add others. */
export const placeholderNames: readonly string[] = [
  ...['UNKNOWN', 'UNIDENTIFIED', 'ANONYMOUS', 'DOE', 'TRAUMA'],
  ...newbornWords,
];

/**
 * Whether two descriptions belong to two people: both the names and the birth dates differ. A missing value
 * or a placeholder differs from nothing. A parent and a child are two people, although they share the family
 * name.
 */
export const areTwoPeople = (
  a: Described,
  b: Described,
  placeholders: readonly string[] = placeholderNames,
): boolean =>
  ((isOtherDate(a.birthDate, b.birthDate) || isOtherYear(a.birthDate, b.birthDate)) &&
    isOtherName(a.names, b.names, placeholders)) ||
  areParentAndChild(a, b, placeholders);

/** Nobody has a child before this age. */
const GENERATION_YEARS = 12;

/**
 * Whether two may be a parent and a child: years lie between their births, and they have no given name in
 * common, or the younger has no name yet. The initial of the parent is no name of an infant.
 */
function areParentAndChild(a: Described, b: Described, placeholders: readonly string[]): boolean {
  const [bornA, bornB] = [bornIn(a), bornIn(b)];
  if (bornA === undefined || bornB === undefined || Math.abs(bornA - bornB) < GENERATION_YEARS) return false;
  const [younger, older] = bornA >= bornB ? [a, b] : [b, a];
  if (isCalledNewborn(younger, older)) return true;
  const nobody = new Set(placeholders.flatMap(wordsOf));
  const [one, other] = [wordsIn(a.names, nobody), wordsIn(b.names, nobody)];
  // names are also sent in the wrong components
  const isExchanged = intersects(one.given, other.families) || intersects(other.given, one.families);
  const isInfant = younger.newbornIn !== undefined && younger.birthDate !== undefined;
  return (
    sharesScript(namesIn(one), namesIn(other)) &&
    !isExchanged &&
    !(isInfant ? haveNameInCommon(one, other) : haveGivenInCommon(one, other))
  );
}

/** The year of birth. A newborn without a date was born in the year of the message. */
const bornIn = ({ birthDate, newbornIn }: Described): number | undefined => yearOf(birthDate) ?? newbornIn;

/** Whether the younger is called a newborn. Without a date, by a word that is not the older one's name. */
function isCalledNewborn(younger: Described, older: Described): boolean {
  if (hasNewbornWord(younger.names) && (younger.birthDate !== undefined || !hasNewbornWord(older.names)))
    return true;
  const names = new Set(wordsLikeNewborns(older.names));
  return wordsLikeNewborns(younger.names).some((word) => !names.has(word));
}

/**
 * Whether a description can tell its person from others: it has a name, or says a newborn, and a birth date
 * to the day, and neither is a placeholder.
 */
export const isWitness = (
  described: Described,
  placeholders: readonly string[] = placeholderNames,
): boolean => dayOf(described.birthDate) !== undefined && mayContradict(described, placeholders);

/** Whether a description can contradict others: it has a name, or says a newborn, and a year of birth. */
export const mayContradict = (
  described: Described,
  placeholders: readonly string[] = placeholderNames,
): boolean =>
  bornIn(described) !== undefined &&
  (hasName(described.names, placeholders) || hasNewbornWord(described.names));

/** Whether two descriptions can contradict each other. A newborn has a name in no script. */
export const canBeCompared = (
  a: Described,
  b: Described,
  placeholders: readonly string[] = placeholderNames,
): boolean =>
  mayContradict(a, placeholders) && mayContradict(b, placeholders) && haveOneScript(a, b, placeholders);

/** Whether two descriptions are witnesses, and have names in the same script. */
export const areComparable = (
  a: Described,
  b: Described,
  placeholders: readonly string[] = placeholderNames,
): boolean => isWitness(a, placeholders) && isWitness(b, placeholders) && haveOneScript(a, b, placeholders);

function haveOneScript(a: Described, b: Described, placeholders: readonly string[]): boolean {
  const nobody = new Set(placeholders.flatMap(wordsOf));
  return (
    hasNewbornWord(a.names) ||
    hasNewbornWord(b.names) ||
    sharesScript(wordsIn(a.names, nobody).all, wordsIn(b.names, nobody).all)
  );
}

/** Whether names identify a person: placeholders and titles alone do not. */
export const hasName = (
  names: readonly HumanName[],
  placeholders: readonly string[] = placeholderNames,
): boolean => wordsIn(names, new Set(placeholders.flatMap(wordsOf))).all.size > 0;

/**
 * Whether names differ. They do if no family name and no given name is in both, among all repetitions,
 * ignoring case, accents and order, and none is the beginning of another. Titles and suffixes are ignored.
 * Names in two scripts are not compared.
 */
export function isOtherName(
  a: readonly HumanName[],
  b: readonly HumanName[],
  placeholders: readonly string[] = placeholderNames,
): boolean {
  const nobody = new Set(placeholders.flatMap(wordsOf));
  const [one, other] = [wordsIn(a, nobody), wordsIn(b, nobody)];
  if (one.all.size === 0 || other.all.size === 0) return false;
  if (!sharesScript(one.all, other.all)) return false;
  return (
    !intersects(one.all, other.all) &&
    !hasBeginning(one.families, other.families) &&
    !haveGivenInCommon(one, other)
  );
}

/** Whether a given name is in both, or is the beginning or the initial of another. */
const haveGivenInCommon = (one: Words, other: Words): boolean =>
  haveNameInCommon(one, other) ||
  intersects(one.initials, other.initials) ||
  isInitialOf(one.initials, other.given) ||
  isInitialOf(other.initials, one.given);

/** Whether a given name is in both, or is the beginning of another. */
const haveNameInCommon = (one: Words, other: Words): boolean =>
  intersects(one.given, other.given) || hasBeginning(one.given, other.given);

/** The given names, or the initials of a person who has no others. */
const namesIn = ({ given, initials }: Words): ReadonlySet<string> => (given.size > 0 ? given : initials);

/**
 * Whether birth dates differ. Both must be known to the day and be real; dates with day and month exchanged
 * do not differ.
 */
export function isOtherDate(a: Timestamp | undefined, b: Timestamp | undefined): boolean {
  const [one, other] = [dayOf(a), dayOf(b)];
  if (one === undefined || other === undefined || one === other) return false;
  const [year, month, day] = one.split('-');
  return other !== `${year}-${day}-${month}`;
}

/**
 * Whether the years of birth differ, where one date has no day. A year that somebody counted back from an age may be the
 * next one.
 */
function isOtherYear(a: Timestamp | undefined, b: Timestamp | undefined): boolean {
  const [one, other] = [yearOf(a), yearOf(b)];
  if (one === undefined || other === undefined) return false;
  const isVague = dayOf(a) === undefined || dayOf(b) === undefined;
  return isVague && Math.abs(one - other) > 1;
}

interface Words {
  readonly families: ReadonlySet<string>;
  readonly given: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
  /** First given names that are one letter. */
  readonly initials: ReadonlySet<string>;
}

/** No person has so many names. */
const MAX_WORDS = 60;

function wordsIn(names: readonly HumanName[], nobody: ReadonlySet<string>): Words {
  const families = new Set<string>();
  const given = new Set<string>();
  const initials = new Set<string>();
  for (const name of names) {
    const family = wordsOf(name.family ?? '');
    const [first, ...rest] = name.given.flatMap(wordsOf);
    const called = [...(first === undefined ? [] : [first]), ...rest];
    // a placeholder name does not identify anybody
    if ([...family, ...called].some((word) => nobody.has(word))) continue;
    if (first?.length === 1) initials.add(first);
    for (const word of family) if (isName(word)) families.add(word);
    for (const word of called) if (isName(word)) given.add(word);
    if (families.size + given.size > MAX_WORDS) break;
  }
  return { families, given, initials, all: new Set([...families, ...given, ...initials]) };
}

/** Words that do not identify a person: titles, suffixes and particles before a name. */
const besides: ReadonlySet<string> = new Set(
  [
    ['JR', 'SR', 'II', 'III', 'IV', 'MD', 'PHD', 'ESQ', 'RN', 'JUNIOR', 'SENIOR'],
    ['MR', 'MRS', 'MS', 'MISS', 'DR', 'PROF', 'HERR', 'FRAU', 'MME', 'SIR'],
    [
      'DE',
      'DA',
      'DI',
      'DU',
      'DEL',
      'DER',
      'DEN',
      'DOS',
      'LA',
      'LE',
      'VAN',
      'VON',
      'ZU',
      'BIN',
      'BINT',
      'AL',
      'EL',
    ],
    ['GEB', 'GEBORENE', 'NEE', 'BORN', 'FORMERLY', 'AKA'],
  ].flat(),
);

const isName = (word: string): boolean => !besides.has(word) && (word.length > 1 || !isLatin(word));

const isLatin = (word: string): boolean => /\p{Script=Latin}/u.test(word);

const sharesScript = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  [true, false].some((latin) => [a, b].every((words) => [...words].some((word) => isLatin(word) === latin)));

const intersects = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  [...a].some((word) => b.has(word));

const isInitialOf = (initials: ReadonlySet<string>, given: ReadonlySet<string>): boolean =>
  [...given].some((word) => initials.has(word.slice(0, 1)));

/**
 * Whether a word of one is the beginning of a word of the other. In sorted order, a word stands directly
 * before a word that it begins.
 */
function hasBeginning(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const open: { readonly word: string; readonly isOfA: boolean }[] = [];
  for (const word of [...new Set([...a, ...b])].toSorted()) {
    while (open.length > 0 && !word.startsWith(open.at(-1)?.word ?? '')) open.pop();
    if (open.some(({ isOfA }) => isOfA !== a.has(word))) return true;
    open.push({ word, isOfA: a.has(word) });
  }
  return false;
}
