import type { Segment } from '../message/segment.ts';

/** TQ1: timing and priority (HL7 v2.5.1 §4.5.4). */
export interface Tq1 {
  /** TQ1-9.1, table 0485: S, A, R, P, C, T. */
  readonly priority?: string | undefined;
}

export const readTq1 = (segment: Segment): Tq1 => ({ priority: segment.value(9)?.toUpperCase() });
