import type { Concept } from '../../model/concept.ts';
import type { Observation, Value } from '../../model/observation.ts';
import { areOneCode, contradict, sentCodes } from './equal-codes.ts';

/**
 * Whether two results say the same to a reader in codes and words: `NEG^Negative^L`, `260385009^Negative^SCT` and the words
 * `Negative`. Codes are one if they share a code and contradict each other in no system; otherwise, without a system in
 * common, if they share words. Words are one with a code if they are its words, or the code itself unless it is a number.
 */
export function isOneMeaning(a: Observation, b: Observation): boolean {
  const [some, others] = [meaningsOf(a), meaningsOf(b)];
  return (
    some.length > 0 &&
    some.length === others.length &&
    some.every((one, at) => {
      const other = others[at];
      return other !== undefined && areOne(one, other);
    })
  );
}

function areOne(one: Meaning, other: Meaning): boolean {
  if (one.codes.length === 0 || other.codes.length === 0)
    return haveWordsInCommon(withCodes(one), withCodes(other));
  if (contradict(one.codes, other.codes)) return false;
  return areOneCode(one.codes, other.codes) || haveWordsInCommon(one.words, other.words);
}

/** Whether all values of a result are codes or words. */
export const isInWords = (observation: Observation): boolean => meaningsOf(observation).length > 0;

interface Meaning {
  readonly codes: ReturnType<typeof sentCodes>;
  readonly words: readonly string[];
}

const known = new WeakMap<Observation, readonly Meaning[]>();

/** Empty if a value is neither a code nor words. */
function meaningsOf(observation: Observation): readonly Meaning[] {
  const before = known.get(observation);
  if (before !== undefined) return before;
  const { values } = observation;
  const meanings = values.flatMap((value) => meaningOf(value) ?? []);
  const all = meanings.length === values.length ? meanings : [];
  known.set(observation, all);
  return all;
}

function meaningOf(value: Value): Meaning | undefined {
  if (value.kind === 'text') return { codes: [], words: [comparableWords(value.text)] };
  if (value.kind !== 'coded') return undefined;
  return { codes: sentCodes(value.concept.codings), words: wordsOf(value.concept) };
}

const wordsOf = ({ text, codings }: Concept): readonly string[] =>
  [text, ...codings.map(({ display, isMapped }) => (isMapped === true ? undefined : display))]
    .map((words) => comparableWords(words ?? ''))
    .filter((words) => words !== '');

const withCodes = ({ codes, words }: Meaning): readonly string[] => [
  ...words,
  ...codes.flatMap(({ code }) => (/\p{L}/u.test(code) ? [comparableWords(code)] : [])),
];

const haveWordsInCommon = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((words) => others.includes(words));

const MAX_LENGTH = 200;

/**
 * Words for comparison. Spaces and a full stop at the end are no difference. Neither are capitals, but only in words that
 * cannot be a symbol: anti-E and anti-e, and the phenotypes `CCee` and `ccEE`, are two.
 */
export function comparableWords(text: string): string {
  const words = text.trim().replaceAll(/\s+/g, ' ');
  if (words.length > MAX_LENGTH) return words;
  const plain = words.endsWith('.') ? words.slice(0, -1).trimEnd() : words;
  const lower = plain.toLowerCase();
  return (lower.match(/\p{L}+/gu) ?? []).every(isPlainWord) ? lower : plain;
}

/** Symbols are short, and repeat few letters. */
const isPlainWord = (word: string): boolean => new Set(word).size > 3 || shortWords.has(word);

const shortWords: ReadonlySet<string> = new Set([
  ...['pos', 'neg', 'no', 'yes', 'not', 'none', 'seen', 'see', 'few', 'rare', 'all', 'too', 'low', 'high'],
  ...[
    'the',
    'of',
    'in',
    'at',
    'to',
    'by',
    'for',
    'and',
    'or',
    'per',
    'is',
    'are',
    'was',
    'with',
    'below',
    'cocci',
  ],
]);
