import { isSameResult } from '../results/same-result.ts';
import type { StatedResult } from './stated-results.ts';
import { isFailedRun, isTakenBack, levelOf, saysCorrection, statusOf } from './statement.ts';
import { orderOf } from './statement-order.ts';

export const saysElse = (a: StatedResult, b: StatedResult): boolean =>
  !isSameResult(a.lead.observation, b.lead.observation);

/** OBX-11 marks the correction, or OBR-25 does where OBX-11 only says final. */
export const marksCorrection = ({ lead }: StatedResult): boolean =>
  saysCorrection(lead) ||
  (lead.part.status === 'C' && ['F', 'V', 'C'].includes(statusOf(lead.observation, lead.part) ?? ''));

/** Whether the statement has a time of its own: OBR-22 or OBX-19. */
export const isDated = ({ clocks, lead }: StatedResult): boolean =>
  clocks?.reported !== undefined || lead.observation.analyzed !== undefined;

/** A person released the statement, although it contradicts an earlier one. */
export const isReleased = ({ lead: { part } }: StatedResult): boolean =>
  part.released?.includes('unmarked-correction') === true;

/**
 * Whether the newest settled statement repeats, without a correction mark and with a time of its own, a value
 * that the laboratory took back (OBX-11 W, D or X). An analyzer's X takes nothing back: the analyzer repeats
 * the measurement.
 */
export function revivesTakenBack(newestFirst: readonly StatedResult[]): boolean {
  const [current, ...earlier] = newestFirst;
  if (current === undefined || earlier.length === 0) return false;
  const level = levelOf(current.lead);
  const takenBack = newestFirst.findIndex((one) => levelOf(one.lead) === level && takesBack(one));
  const since = newestFirst.slice(0, takenBack);
  return takenBack > 0 && isRevived(current, { since, before: newestFirst.slice(takenBack) });
}

/**
 * Whether an unmarked final stands because all corrections and withdrawals, with another value, are older by their clocks than
 * every final: a correction is never the first word. Its clock is wrong, or its original is lost and the final is news.
 */
export function followsItsCorrection(newestFirst: readonly StatedResult[]): boolean {
  const [current] = newestFirst;
  if (current === undefined || marksCorrection(current) || current.lead.observation.values.length === 0)
    return false;
  const level = levelOf(current.lead);
  const ofLevel = newestFirst.filter(({ lead }) => levelOf(lead) === level);
  const finals = ofLevel.slice(0, ofLevel.findLastIndex((one) => !correctsOriginal(one)) + 1);
  const corrections = ofLevel.slice(finals.length);
  const [newest] = corrections;
  return (
    newest !== undefined &&
    corrections.every((one) => saysElse(one, current)) &&
    !finals.some(marksCorrection) &&
    finals.every((one) => orderOf(ofLevel).compareClocks(newest, one) < 0)
  );
}

/**
 * Whether no clock tells if a new value was stated before or after the result was taken back (OBX-11 D, W or X): a LIS deletes
 * a value and states the next one in one second. A value that was there before is the one that was taken back.
 */
export function tiesWithTakingBack(newestFirst: readonly StatedResult[]): boolean {
  const [current] = newestFirst;
  if (current === undefined) return false;
  const level = levelOf(current.lead);
  const ofLevel = newestFirst.filter(({ lead }) => levelOf(lead) === level);
  const order = orderOf(ofLevel);
  const tied = ofLevel.filter((one) => order.compareClocks(one, current) === 0);
  const takingBack = tied.filter((one) => isTakenBack(one.lead.observation) || isCancelled(one));
  if (takingBack.length === 0) return false;
  const older = ofLevel.filter((one) => order.compareClocks(one, current) < 0 && hasValue(one));
  const mayBeLater = (one: StatedResult): boolean =>
    hasValue(one) &&
    !takingBack.includes(one) &&
    takingBack.every((other) => other.messageId !== one.messageId && saysElse(other, one)) &&
    older.every((other) => saysElse(other, one));
  return older.length > 0 && tied.some(mayBeLater);
}

const hasValue = ({ lead }: StatedResult): boolean => lead.observation.values.length > 0;

/** Whether the statement corrects or takes back: only an earlier final can be meant. */
const correctsOriginal = (one: StatedResult): boolean =>
  marksCorrection(one) && !['B', 'X'].includes(statusOf(one.lead.observation, one.lead.part) ?? '');

/** Whether the statement takes the result back (OBX-11 W, D, or the X of a LIS). */
export const takesBack = (one: StatedResult): boolean =>
  isTakenBack(one.lead.observation) || isCancelled(one);

const isCancelled = ({ lead }: StatedResult): boolean =>
  statusOf(lead.observation, lead.part) === 'X' && !isFailedRun(lead);

/**
 * Whether a dated, unmarked statement repeats a value that was stated before it was taken back. A correction
 * or a person's release in between makes the value valid again.
 */
export const isRevived = (
  current: StatedResult,
  { since, before }: { readonly since: readonly StatedResult[]; readonly before: readonly StatedResult[] },
): boolean =>
  current.lead.observation.values.length > 0 &&
  isDated(current) &&
  before.some((one) => !saysElse(one, current)) &&
  !since.some((one) => !saysElse(one, current) && (marksCorrection(one) || isReleased(one)));
