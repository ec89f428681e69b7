import type { Coding, Concept } from '../../model/concept.ts';
import { isSameWord } from '../find/number-spelling.ts';
import { contradict, sentCodes } from './equal-codes.ts';

type Coded = Pick<Concept, 'text'> & {
  readonly codings: readonly Pick<Coding, 'code' | 'system' | 'display' | 'isMapped'>[];
};

/**
 * Whether two codes of one sender are one although they name two coding systems: both systems are its own, the code and
 * the words are the same, and the site's map does not give them two meanings. An upgrade renames such a system.
 */
export const isRenamedCode = (a: Coded, b: Coded): boolean =>
  mayBeRenamed(a, b) && wordsOf(a) !== undefined && isSameWord(wordsOf(a) ?? '', wordsOf(b) ?? '');

/** As `isRenamedCode`, whatever the words. */
export function mayBeRenamed(a: Coded, b: Coded): boolean {
  const [ours, theirs] = [a, b].map(({ codings }) => sentCodes(codings));
  if (ours === undefined || theirs === undefined || contradict(ours, theirs)) return false;
  const isShared = ours.some((one) =>
    theirs.some(
      (other) =>
        one.code === other.code &&
        one.system !== other.system &&
        isOwnSystem(one.system) &&
        isOwnSystem(other.system),
    ),
  );
  return isShared && !haveTwoMeanings(a, b);
}

/** The codes of a sender's own coding systems. */
export const ownCodesOf = ({ codings }: Coded): readonly string[] => [
  ...new Set(
    codings.flatMap(({ code, system, isMapped }) => (isMapped !== true && isOwnSystem(system) ? [code] : [])),
  ),
];

/** `L`, or `99` and more: systems that a sender makes itself (HL7 table 0396). */
const isOwnSystem = (system: string | undefined): boolean =>
  system !== undefined && (system.toUpperCase() === 'L' || system.startsWith('99'));

/** Whether the site's map has codes for both, and none in common. */
function haveTwoMeanings(a: Coded, b: Coded): boolean {
  const [ours, theirs] = [a, b].map(
    ({ codings }) => new Set(codings.flatMap(({ code, isMapped }) => (isMapped === true ? [code] : []))),
  );
  return (
    ours !== undefined &&
    theirs !== undefined &&
    ours.size > 0 &&
    theirs.size > 0 &&
    ours.isDisjointFrom(theirs)
  );
}

const wordsOf = ({ codings, text }: Coded): string | undefined =>
  (codings.find(({ isMapped, display }) => isMapped !== true && display !== undefined)?.display ?? text)
    ?.trim()
    .replaceAll(/\s+/g, ' ');
