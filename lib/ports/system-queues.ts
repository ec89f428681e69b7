/** What waits in a queue: messages, updates for destinations, work for instruments, results for EHRs that listen to MLLP. */
export type QueueKind = 'inbound' | 'updates' | 'work' | 'results';

/** How much is in a queue. The figures are approximate. */
export interface QueueCounts {
  readonly waiting: number;
  readonly inHand: number;
}

/** An entry that failed too often, taken in hand: nobody else sees it until it is given back. */
export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  readonly sentAt: string;
  /** How often it was tried. */
  readonly receives: number;
  /** Lets others see it again, in its place. */
  giveBack(): Promise<void>;
  /** Puts a copy into the queue that it came from; twice within five minutes is once. */
  sendAgain(): Promise<void>;
  /** Removes it for good. */
  discard(): Promise<void>;
}

export interface DeadLetterQueue {
  count(): Promise<number>;
  /** Takes up to so many entries, in the order of each group. What is not discarded must be given back. */
  take(limit: number): Promise<readonly DeadLetter[]>;
}

/** A queue of the running system. */
export interface SystemQueue {
  /** `inbound`, `updates/ehr`, `work/chemistry-1`. */
  readonly name: string;
  readonly kind: QueueKind;
  /** The destination or the source. */
  readonly id: string;
  count(): Promise<QueueCounts>;
  /** Undefined where the system keeps none. */
  readonly deadLetters: DeadLetterQueue | undefined;
}
