/**
 * Which time a message is read: `first`, from the queue; `retry`, from the queue, and an earlier
 * try may have filed a part of it; `again`, from another sequence in which it waits as well (a merge);
 * `replay`, by a person, after it was read to its end; `replay-retry`, by a person, after a replay that
 * did not come to its end.
 */
export type Occasion = 'first' | 'retry' | 'again' | 'replay' | 'replay-retry';

/** Whether a person asked for the message to be read again. */
export const isReplay = (occasion: Occasion | undefined): boolean =>
  occasion === 'replay' || occasion === 'replay-retry';
