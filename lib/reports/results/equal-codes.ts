import type { Coding } from '../../model/concept.ts';
import { isSameWord } from '../find/number-spelling.ts';

/**
 * A code as the sender sent it. Codes that the site's map adds are ignored: they do not show what the sender
 * meant.
 */
export type SentCode = Pick<Coding, 'code' | 'system'>;

/** The codes as they were sent. */
export const sentCodes = (codings: readonly Coding[]): SentCode[] =>
  codings.filter(({ isMapped }) => isMapped !== true).map(({ code, system }) => ({ code, system }));

/** Whether the two sides have different codes in one coding system. If so, they mean two things. */
export const contradict = (a: readonly SentCode[], b: readonly SentCode[]): boolean =>
  a.some((one) => b.some((other) => one.system === other.system && one.code !== other.code));

/** As `contradict`, but a code is the same in capitals or not. */
export const contradictInAnyCase = (a: readonly SentCode[], b: readonly SentCode[]): boolean =>
  a.some((one) => b.some((other) => one.system === other.system && !isSameWord(one.code, other.code)));

/** Equal codes match if a system is missing, and do not match if two different systems are named. */
const isShared = (one: SentCode, other: SentCode): boolean =>
  one.code === other.code &&
  (one.system === other.system || one.system === undefined || other.system === undefined);

/**
 * Whether two sets of codes name one service or one test: they share a code and contradict each other in no
 * system.
 */
export const areOneCode = (a: readonly SentCode[], b: readonly SentCode[]): boolean =>
  a.some((one) => b.some((other) => isShared(one, other))) && !contradict(a, b);

/** As `areOneCode`, but a code is the same in capitals or not. */
export const areOneCodeInAnyCase = (a: readonly SentCode[], b: readonly SentCode[]): boolean =>
  a.some((one) => b.some((other) => isShared({ ...one, code: sameCase(one, other) }, other))) &&
  !contradictInAnyCase(a, b);

/** The code of the one, spelled as that of the other if the two are the same word. */
const sameCase = (one: SentCode, other: SentCode): string =>
  isSameWord(one.code, other.code) ? other.code : one.code;
