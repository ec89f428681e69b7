import type { Segment } from '../message/segment.ts';

/** NTE: note or comment (HL7 v2.5.1 §2.15.10). */
export interface Nte {
  /** NTE-2, table 0105: L laboratory, O other system, P placer. */
  readonly source?: string | undefined;
  readonly text: string;
}

/** NTE-3, one line for each repetition; undefined if the note is empty. */
export function readNte(segment: Segment): Nte | undefined {
  const lines = segment
    .repetitions(3)
    .map((_, index) => segment.text(3, index + 1))
    .filter((line) => line !== undefined);
  return lines.length === 0 ? undefined : { source: segment.value(2), text: lines.join('\n') };
}
