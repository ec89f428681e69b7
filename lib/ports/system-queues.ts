/**
 * The kind of entries: messages, updates for destinations, work for instruments, results for EHRs that listen
 * on MLLP, notifications for subscribers, steps of exports.
 */
export type QueueKind = 'inbound' | 'updates' | 'work' | 'results' | 'notifications' | 'exports';

/** A kind with one queue has its own name. */
export const queueName = (kind: QueueKind, id: string): string => (kind === id ? kind : `${kind}/${id}`);

/** The number of entries in a queue. The numbers are approximate. */
export interface QueueCounts {
  readonly waiting: number;
  readonly inHand: number;
}

/** A dead letter that was taken: it is hidden from others until it is given back. */
export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  readonly sentAt: string;
  /** How often the entry was tried. */
  readonly receives: number;
  /** Makes it visible to others again, in its place. */
  giveBack(): Promise<void>;
  /**
   * Puts a copy into the queue that it came from. If this is done twice within five minutes, it counts once.
   */
  sendAgain(): Promise<void>;
  /** Deletes it permanently. */
  discard(): Promise<void>;
}

export interface DeadLetterQueue {
  count(): Promise<number>;
  /**
   * Takes up to `limit` entries, in the order of each group. Entries that are not discarded must be given
   * back.
   */
  take(limit: number): Promise<readonly DeadLetter[]>;
}

/** A queue of the running system. */
export interface SystemQueue {
  /** `inbound`, `updates/ehr`, `work/chemistry-1`, `exports`. */
  readonly name: string;
  readonly kind: QueueKind;
  /** The destination or the source; the kind itself where a system has one queue of it. */
  readonly id: string;
  count(): Promise<QueueCounts>;
  /** Undefined where the system keeps none. */
  readonly deadLetters: DeadLetterQueue | undefined;
}
