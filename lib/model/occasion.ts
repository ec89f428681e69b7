/**
 * Why a message is read now.
 * - `first`: from the queue.
 * - `retry`: from the queue; an earlier try may have filed a part of it.
 * - `again`: from another sequence group in which it also waits (a merge).
 * - `replay`: by a person, after it was read completely.
 * - `replay-retry`: by a person, after a reading or a replay that did not finish.
 */
export type Occasion = 'first' | 'retry' | 'again' | 'replay' | 'replay-retry';

/** Whether a person asked for the message to be read again. */
export const isReplay = (occasion: Occasion | undefined): boolean =>
  occasion === 'replay' || occasion === 'replay-retry';

/**
 * Whether an earlier reading may have filed a part of the message and then ended: what follows from that part (updates, messages
 * that wait for it) may not have been done, and is done again.
 */
export const continuesReading = (occasion: Occasion | undefined): boolean =>
  occasion === 'retry' || occasion === 'replay-retry';
