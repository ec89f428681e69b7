import { parseMessage } from '../../src/message/message.ts';
import type { Segment } from '../../src/message/segment.ts';

/** The segment that a line is, behind the smallest header. */
export function segmentOf(line: string): Segment {
  const parsed = parseMessage(Buffer.from(`MSH|^~\\&|||||||ACK|1|P|2.5.1\r${line}\r`));
  const segment = parsed.ok ? parsed.value.segments[1] : undefined;
  if (segment === undefined) throw new Error('not a segment');
  return segment;
}

/** A segment with these values at their HL7 numbers: `fields('EQU', { 3: 'OP' })`. */
export function fieldsOf(name: string, values: Readonly<Record<number, string>>): Segment {
  const last = Math.max(0, ...Object.keys(values).map(Number));
  const fields = Array.from({ length: last }, (_, index) => values[index + 1] ?? '');
  return segmentOf([name, ...fields].join('|'));
}
