import type { Segment } from '../message/segment.ts';

/** Reads one repetition of a field as one data type; undefined if it is empty. */
export type Reader<T> = (segment: Segment, field: number, repetition?: number) => T | undefined;

/** Reads every repetition of a field. */
export function readAll<T>(segment: Segment, field: number, read: Reader<T>): readonly T[] {
  if (!segment.isFilled(field)) return [];
  return segment
    .repetitions(field)
    .map((_, index) => read(segment, field, index + 1))
    .filter((value) => value !== undefined);
}

/** ST, ID, IS and every other type that is a single text. */
export const readSt: Reader<string> = (segment, field, repetition = 1) =>
  segment.value(field, { repetition });

/** Reads each segment once, because several readers ask for the same segment. */
export const oncePerSegment =
  <T>(read: (segment: Segment) => T) =>
  (segment: Segment): T =>
    segment.once(read);

/** Gives a function that reads components of one repetition by number. */
export const componentsOf =
  (segment: Segment, field: number, repetition = 1) =>
  (component: number): string | undefined =>
    segment.value(field, { repetition, component });

/** The value; undefined if all its parts are. */
export function unlessEmpty<T extends object>(value: T): T | undefined {
  for (const part in value) if (value[part] !== undefined) return value;
  return undefined;
}
