import type { Cx, Hd } from '@labwire/hl7/datatypes/identifiers';

/** Lists of words for one assigner of patient numbers each: names and universal ids. The first word counts. */
export type AssignerSpellings = readonly (readonly string[])[];

/**
 * The number with its assigner in the spelling that counts. A universal id decides, if there is one, because another
 * hospital may have the same name. Capitals make no difference.
 */
export function inOneSpelling(cx: Cx, spellings: AssignerSpellings = []): Cx {
  const word = cx.assigner.universalId ?? cx.assigner.namespace;
  if (word === undefined) return cx;
  const [first] = spellings.find((words) => words.some((one) => isSame(one, word))) ?? [];
  return first === undefined ? cx : { ...cx, assigner: toAssigner(first) };
}

const isSame = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase();

const toAssigner = (word: string): Hd =>
  /^[0-9]+(\.[0-9]+)+$/.test(word) ? { universalId: word, universalIdType: 'ISO' } : { namespace: word };
