import type { Segment } from '../message/segment.ts';

/**
 * Each ORC of the message follows its OBR, as in OUL: the first OBR stands before any ORC, and no OBR follows
 * the last ORC.
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
