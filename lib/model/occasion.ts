/**
 * Which time a message is read: `first`, from the queue; `retry`, from the queue, and an earlier
 * try may have filed a part of it; `again`, from another sequence in which it waits as well (a merge);
 * `replay`, by a person, after it was read to its end.
 */
export type Occasion = 'first' | 'retry' | 'again' | 'replay';
