import type { Segment } from '../message/segment.ts';

/** NTE: note or comment (HL7 v2.5.1 §2.15.10). */
export interface Nte {
  /** NTE-2, table 0105: L laboratory, O other system, P placer. */
  readonly source?: string | undefined;
  readonly text: string;
}

/**
 * NTE-3, one line for each repetition, with the blanks at its beginning and with empty lines between others; undefined if
 * the note is empty.
 */
export function readNte(segment: Segment): Nte | undefined {
  const lines = segment.repetitions(3).map((_, index) => lineOf(segment, index + 1));
  const last = lines.findLastIndex((line) => line !== '');
  if (last === -1) return undefined;
  const first = lines.findIndex((line) => line !== '');
  return { source: segment.value(2), text: lines.slice(first, last + 1).join('\n') };
}

function lineOf(segment: Segment, repetition: number): string {
  const text = segment.text(3, repetition);
  return text === undefined ? '' : segment.indentation(3, repetition) + text;
}
