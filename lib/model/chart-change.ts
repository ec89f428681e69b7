import type { HoldReason } from './hold-reason.ts';

/** One line or field that differs. `before` or `after` is undefined if there is nothing. */
export interface Difference {
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What charts show of a report now, and what they would show. */
export interface ChartChange {
  readonly key: string;
  /** The number of the version that destinations were sent last. Undefined if they were sent none. */
  readonly shown: number | undefined;
  /** Whether destinations would be sent the change. A report that is still held for another reason is not sent. */
  readonly isSent: boolean;
  /** For what the report would still be held. */
  readonly holds: readonly HoldReason[];
  /** What a reader would see: one line for each result. */
  readonly lines: readonly Difference[];
  /** Every field of the report. */
  readonly fields: readonly Difference[];
}
