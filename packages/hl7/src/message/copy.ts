import { decodeEscapes } from './escape.ts';
import type { Segment } from './segment.ts';

/**
 * A field in its parts, decoded and otherwise as received: repetitions, components, sub-components. HL7 null stays
 * `""`. It can be written with other delimiters and in another character set.
 */
export function copyField(segment: Segment, number: number): readonly (readonly (readonly string[])[])[] {
  const { delimiters } = segment;
  const { component, subcomponent } = delimiters;
  const cut = (text: string, delimiter: string): string[] =>
    delimiter === '' ? [text] : text.split(delimiter);
  return segment
    .repetitions(number)
    .map((repetition) =>
      cut(repetition, component).map((piece) =>
        cut(piece, subcomponent).map((value) => decodeEscapes(value, delimiters)),
      ),
    );
}

/** Every filled field of a segment by its number. */
export function copyFields(segment: Segment): ReadonlyMap<number, ReturnType<typeof copyField>> {
  const numbers = segment.fields.map((_, number) => number).filter((number) => number > 0);
  return new Map(
    numbers
      .filter((number) => segment.isFilled(number))
      .map((number) => [number, copyField(segment, number)] as const),
  );
}
