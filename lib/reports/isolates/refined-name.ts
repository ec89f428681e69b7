import type { Observation } from '../../model/observation.ts';
import { isForReaders, isSameName, namesOf } from '../results/same-name.ts';
import { areDescription, descriptions, mayDescribe } from './organism-descriptions.ts';
import { withoutFormerName, withPresentName } from './renamed-organisms.ts';

/**
 * Whether two names of an isolate may be those of one organism, of which one only says more: they are the same name,
 * differ in punctuation or in a colony count, one holds all words of the other, or both have the same genus and not two
 * species. A species that taxonomy moved to another genus is the same. A name that denies the other (`No Salmonella`) does
 * not refine it.
 */
export function isRefinedName(a: Observation, b: Observation): boolean {
  if (isSameName(a, b)) return true;
  const [one, other] = [wordsOf(a), wordsOf(b)];
  if (denies(one, other) || denies(other, one) || excludes(one, other) || excludes(other, one)) return false;
  return mayBeOne(one, other) || mayBeOne(withPresentName(one), withPresentName(other));
}

const mayBeOne = (one: readonly string[], other: readonly string[]): boolean =>
  isLonger(one, other) || sharesGenus(one, other);

/**
 * Whether a name is that of an organism which was only described before: `Gram negative rods`, then `E. coli`, and not
 * `Staphylococcus aureus`.
 */
export function namesDescribed(description: Observation, name: Observation): boolean {
  const [before, after] = [wordsOf(description), wordsOf(name)];
  return areDescription(before) && mayDescribe(before, after) && !denies(after, before);
}

/** Whether a name in words holds every word of another, which may be abbreviated: `E. coli`, `Escherichia coli`. */
export function isLongerName(a: string, b: string): boolean {
  const [one, other] = [withoutFormerName(wordsIn(a)), withoutFormerName(wordsIn(b))];
  if (denies(one, other) || denies(other, one)) return false;
  return isLonger(one, other) || isLonger(withPresentName(one), withPresentName(other));
}

const isLonger = (one: readonly string[], other: readonly string[]): boolean =>
  holds(one, other) || holds(other, one);

const MAX_NAME_LENGTH = 200;

/** Words that say how much grew, or that the species is not known. */
const counts: ReadonlySet<string> = new Set(['cfu', 'ml', 'sp', 'spp', 'species']);

/** Words that say that another organism is not there, or was named by mistake. */
const denials: ReadonlySet<string> = new Set([
  ...['no', 'not', 'none', 'without', 'absent', 'excluded'],
  ...['formerly', 'previously', 'reported', 'instead', 'was', 'correction', 'corrected'],
]);

/** The words that stand for the value itself, without punctuation and amounts. None, if they are too long for a name. */
function wordsOf(observation: Observation): readonly string[] {
  const [name] = namesOf(observation);
  return name === undefined || !isForReaders(name) ? [] : withoutFormerName(wordsIn(name).slice(1));
}

function wordsIn(name: string): readonly string[] {
  if (name.length > MAX_NAME_LENGTH) return [];
  const words = name.split(/[^\p{L}\p{N}\p{M}]+/u);
  return words.filter((word) => word !== '' && !/^\d+$/.test(word) && !counts.has(word));
}

/** Whether a name holds every word of another. Its first word may be abbreviated: `E. coli`, `Staph aureus`. */
const holds = (name: readonly string[], other: readonly string[]): boolean =>
  other.some(isWhole) &&
  other.every(
    (word, index) =>
      name.includes(word) ||
      ((isWhole(word) || (index === 0 && other.length > 1)) && name.some((long) => long.startsWith(word))),
  );

/** Whether both have one genus, and not two species of it. Neither do two groups of streptococci: `group A`, `group B`. */
const sharesGenus = (one: readonly string[], other: readonly string[]): boolean => {
  if (areTwoSpecies(one, other) || areTwoGroups(one, other)) return false;
  const [a, b] = [genusOf(one), genusOf(other)];
  if (a !== undefined && other.includes(a)) return true;
  if (b !== undefined && one.includes(b)) return true;
  return a !== undefined && b !== undefined && (a.startsWith(b) || b.startsWith(a));
};

/** The first word that is no description. Undefined if it is abbreviated: `E. coli` and `E. faecalis` share no genus. */
function genusOf(words: readonly string[]): string | undefined {
  const first = words.find((word) => !descriptions.has(word));
  return first !== undefined && isWhole(first) ? first : undefined;
}

function areTwoSpecies(one: readonly string[], other: readonly string[]): boolean {
  const [a, b] = [speciesOf(one), speciesOf(other)];
  return a !== undefined && b !== undefined && !other.includes(a) && !one.includes(b);
}

/** The first word behind the genus that is no description. Undefined for a complex or a group of species. */
function speciesOf(words: readonly string[]): string | undefined {
  if (words.includes('complex') || (words.includes('group') && groupOf(words) === undefined))
    return undefined;
  const genus = words.indexOf(genusOf(words) ?? '');
  return words.slice(genus + 1).find((word) => isWhole(word) && !descriptions.has(word));
}

function areTwoGroups(one: readonly string[], other: readonly string[]): boolean {
  const [a, b] = [groupOf(one), groupOf(other)];
  return a !== undefined && b !== undefined && a !== b;
}

/** The letter of a group: `group B`, `group C1`. */
function groupOf(words: readonly string[]): string | undefined {
  const letter = words[words.indexOf('group') + 1];
  return words.includes('group') && letter !== undefined && letter.length <= 2 ? letter : undefined;
}

const isWhole = (word: string): boolean => word.length >= 4;

/** A coagulase-negative staphylococcus is not Staphylococcus aureus. */
const excludes = (words: readonly string[], other: readonly string[]): boolean =>
  words.includes('coagulase') && words.includes('negative') && other.includes('aureus');

/** Whether words say that the other organism is not there. `coagulase negative` denies nothing. */
const denies = (words: readonly string[], other: readonly string[]): boolean =>
  words.some((word) => denials.has(word) && !other.includes(word)) ||
  (!other.includes('negative') &&
    words.some(
      (word, index) => word === 'negative' && (index === 0 || other.includes(words[index - 1] ?? '')),
    ));
