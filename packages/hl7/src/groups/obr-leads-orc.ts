import type { Segment } from '../message/segment.ts';

/**
 * Whether each ORC of the message stands behind its OBR, as OUL has it, and not before: then the
 * first OBR comes before any ORC, and the last ORC is followed by no OBR.
 */
export function obrLeadsOrc(segments: readonly Segment[]): boolean {
  const names = segments.map(({ name }) => name);
  const firstOrc = names.indexOf('ORC');
  return (
    firstOrc !== -1 &&
    names.indexOf('OBR') !== -1 &&
    names.indexOf('OBR') < firstOrc &&
    names.lastIndexOf('ORC') > names.lastIndexOf('OBR')
  );
}
