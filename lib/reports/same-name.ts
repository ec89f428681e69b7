import type { Coding, Concept } from '../model/concept.ts';
import type { Observation } from '../model/observation.ts';
import { isSameResult } from './same-result.ts';

/**
 * Whether two results name one thing, for example one organism that only got a code: they have the same words, or
 * a code or words in common while no coding system has another code for it.
 */
export function isSameName(a: Observation, b: Observation): boolean {
  if (isSameResult(a, b)) return true;
  const [words] = namesOf(a);
  if (words !== undefined && words === namesOf(b)[0] && words.startsWith('words ')) return true;
  if (codingsOf(a).some((one) => codingsOf(b).some((other) => areOtherCodes(one, other)))) return false;
  const names = new Set(namesOf(a));
  return namesOf(b).some((name) => names.has(name));
}

/** A code of the same system twice is another code only if no code of the two is the same. */
const areOtherCodes = (a: Coding, b: Coding): boolean =>
  a.system !== undefined && a.system === b.system && a.code !== b.code;

/** The words and codes of a result with one value; the words of readers first. */
export function namesOf({ values }: Observation): readonly string[] {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) return [];
  if (value.kind === 'text') return wordsIn(value.text);
  if (value.kind !== 'coded') return [];
  const { text, codings } = value.concept;
  return [
    ...wordsIn(text ?? codings[0]?.display),
    ...codings.flatMap(({ display }) => wordsIn(display)),
    ...codings.map(({ code, system }) => `code ${code} ${system ?? ''}`),
  ];
}

const wordsIn = (text: string | undefined): string[] => {
  const words = text?.trim().toLowerCase() ?? '';
  return words === '' ? [] : [`words ${words}`];
};

const codingsOf = ({ values }: Observation): readonly Coding[] =>
  values.flatMap((value) => (value.kind === 'coded' ? conceptCodings(value.concept) : []));

const conceptCodings = ({ codings }: Concept): readonly Coding[] =>
  codings.filter(({ isMapped }) => isMapped !== true);
