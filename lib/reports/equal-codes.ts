import type { Coding } from '../model/concept.ts';

/** A code of a sender: one that our own map adds says nothing about what the sender means. */
export type SentCode = Pick<Coding, 'code' | 'system'>;

/** The codes as they were sent. */
export const sentCodes = (codings: readonly Coding[]): SentCode[] =>
  codings.filter(({ isMapped }) => isMapped !== true).map(({ code, system }) => ({ code, system }));

/** Two codes of one coding system that differ: whatever else agrees, two things are meant. */
export const contradict = (a: readonly SentCode[], b: readonly SentCode[]): boolean =>
  a.some((one) => b.some((other) => one.system === other.system && one.code !== other.code));

/** Equal codes are one where a system is missing, and none where two systems are named that differ. */
const isShared = (one: SentCode, other: SentCode): boolean =>
  one.code === other.code &&
  (one.system === other.system || one.system === undefined || other.system === undefined);

/** Whether two sets of codes name one service or one test: they share a code, and contradict each other nowhere. */
export const areOneCode = (a: readonly SentCode[], b: readonly SentCode[]): boolean =>
  a.some((one) => b.some((other) => isShared(one, other))) && !contradict(a, b);
