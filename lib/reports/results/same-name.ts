import type { Coding, Concept } from '../../model/concept.ts';
import type { Observation } from '../../model/observation.ts';
import { isSameResult } from './same-result.ts';

/**
 * Whether two results name one thing, for example one organism that only got a code: they have the same words, or
 * a code or words in common while no coding system has another code for it.
 */
export function isSameName(a: Observation, b: Observation): boolean {
  if (isSameResult(a, b)) return true;
  const [name] = namesOf(a);
  if (name !== undefined && isForReaders(name) && name === namesOf(b)[0]) return true;
  if (codingsOf(a).some((one) => codingsOf(b).some((other) => areOtherCodes(one, other)))) return false;
  const names = new Set(namesOf(a));
  return namesOf(b).some((one) => names.has(one));
}

/** Whether a name from `namesOf` is the words that stand for the value itself, not those of an alternate code. */
export const isForReaders = (name: string): boolean => name.startsWith('name ');

const areOtherCodes = (a: Coding, b: Coding): boolean =>
  a.system !== undefined && a.system === b.system && a.code !== b.code;

/** The words and codes of a result with one value. The words for readers, if there are any, come first. */
export function namesOf({ values }: Observation): readonly string[] {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) return [];
  if (value.kind === 'text')
    return wordsIn(value.text).flatMap((words) => [`name ${words}`, `words ${words}`]);
  if (value.kind !== 'coded') return [];
  const { text } = value.concept;
  const codings = sentIn(value.concept);
  const [first] = codings;
  return [
    ...wordsIn(first === undefined ? text : first.display).map((words) => `name ${words}`),
    ...(first === undefined ? wordsIn(text).map((words) => `words ${words}`) : []),
    ...codings.flatMap(({ display }) => wordsIn(display).map((words) => `words ${words}`)),
    ...codings.map(({ code, system }) => `code ${code} ${system ?? ''}`),
  ];
}

const wordsIn = (text: string | undefined): string[] => {
  const words = text?.trim().toLowerCase() ?? '';
  return words === '' ? [] : [words];
};

const codingsOf = ({ values }: Observation): readonly Coding[] =>
  values.flatMap((value) => (value.kind === 'coded' ? sentIn(value.concept) : []));

const sentIn = ({ codings }: Concept): readonly Coding[] =>
  codings.filter(({ isMapped }) => isMapped !== true);
