import type { HumanName, Patient } from '../model/patient.ts';
import type { Timestamp } from '../model/timestamp.ts';

/** The data that identify a person besides the number: 42 CFR 493.1291(c)(1) asks for two identifiers. */
export type Described = Pick<Patient, 'names' | 'birthDate'>;

/** Placeholder words in names. A site may add others. */
export const placeholderNames: readonly string[] = [
  'UNKNOWN',
  'UNIDENTIFIED',
  'ANONYMOUS',
  'DOE',
  'BABY',
  'BABYBOY',
  'BABYGIRL',
  'NEWBORN',
  'INFANT',
  'TRAUMA',
];

/** Words for a child who has no name yet. They tell nobody's name, but an age. */
const newbornWords: ReadonlySet<string> = new Set(['BABY', 'BABYBOY', 'BABYGIRL', 'NEWBORN', 'INFANT']);

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
  isOtherDate(a.birthDate, b.birthDate) &&
  (isOtherName(a.names, b.names, placeholders) || areParentAndChild(a, b, placeholders));

/** Nobody has a child before this age. */
const GENERATION_YEARS = 12;

/**
 * Whether two may be a parent and a child: years lie between their births, and they have no given name in
 * common, or the younger has no name yet.
 */
function areParentAndChild(a: Described, b: Described, placeholders: readonly string[]): boolean {
  const [younger, older] = yearOf(a) >= yearOf(b) ? [a, b] : [b, a];
  if (yearOf(younger) - yearOf(older) < GENERATION_YEARS) return false;
  if (isNewborn(younger.names)) return true;
  const nobody = new Set(placeholders.flatMap(wordsOf));
  const [one, other] = [wordsIn(a.names, nobody), wordsIn(b.names, nobody)];
  // names are also sent in the wrong components
  const isExchanged = intersects(one.given, other.families) || intersects(other.given, one.families);
  return sharesScript(one.given, other.given) && !isExchanged && !haveGivenInCommon(one, other);
}

const yearOf = ({ birthDate }: Described): number => Number(birthDate?.iso.slice(0, 4));

const isNewborn = (names: readonly HumanName[]): boolean =>
  names.some(({ family = '', given }) =>
    [family, ...given].flatMap(wordsOf).some((word) => newbornWords.has(word)),
  );

/**
 * Whether a description can tell its person from others: it has a name, or says a newborn, and a birth date
 * to the day, and neither is a placeholder.
 */
export const isWitness = (
  { names, birthDate }: Described,
  placeholders: readonly string[] = placeholderNames,
): boolean => dayOf(birthDate) !== undefined && (hasName(names, placeholders) || isNewborn(names));

/** Whether two descriptions are witnesses, and have names in the same script. A newborn has none in any. */
export function areComparable(
  a: Described,
  b: Described,
  placeholders: readonly string[] = placeholderNames,
): boolean {
  const nobody = new Set(placeholders.flatMap(wordsOf));
  return (
    isWitness(a, placeholders) &&
    isWitness(b, placeholders) &&
    (isNewborn(a.names) ||
      isNewborn(b.names) ||
      sharesScript(wordsIn(a.names, nobody).all, wordsIn(b.names, nobody).all))
  );
}

/** Whether names identify a person: placeholders and titles alone do not. */
export const hasName = (
  names: readonly HumanName[],
  placeholders: readonly string[] = placeholderNames,
): boolean => wordsIn(names, new Set(placeholders.flatMap(wordsOf))).all.size > 0;

/** Whether a birth date is a placeholder: 1900-01-01. */
export const isPlaceholderDate = ({ iso }: Timestamp): boolean => placeholderDates.has(iso.slice(0, 10));

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
  intersects(one.given, other.given) ||
  hasBeginning(one.given, other.given) ||
  intersects(one.initials, other.initials) ||
  isInitialOf(one.initials, other.given) ||
  isInitialOf(other.initials, one.given);

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

/** Placeholder dates. */
const placeholderDates: ReadonlySet<string> = new Set([
  '0001-01-01',
  '1111-11-11',
  '1800-01-01',
  '1850-01-01',
  '1900-01-01',
  '1901-01-01',
  '9999-12-31',
]);

function dayOf(date: Timestamp | undefined): string | undefined {
  const day = date?.iso.slice(0, 10);
  return day === undefined || day.length < 10 || placeholderDates.has(day) ? undefined : day;
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

/** The words of a name in capitals without accents. An umlaut equals its spelling with E. */
function wordsOf(text: string): string[] {
  return plain(text.slice(0, MAX_LETTERS))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** HL7 v2.5.1 §2.A.88 limits a family name to 194. */
const MAX_LETTERS = 250;

const plain = (text: string): string =>
  text
    .replaceAll(/['’`´]/g, '')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll(/[ØŁĐÆŒÞ]/g, (letter) => letters.get(letter) ?? letter)
    .replaceAll(/AE|OE|UE|AA/g, ([first]) => first ?? '');

/** Letters that Unicode decomposition leaves whole. AE and OE lose their E, like umlauts. */
const letters: ReadonlyMap<string, string> = new Map([
  ['Ø', 'O'],
  ['Ł', 'L'],
  ['Đ', 'D'],
  ['Æ', 'A'],
  ['Œ', 'O'],
  ['Þ', 'TH'],
]);

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
