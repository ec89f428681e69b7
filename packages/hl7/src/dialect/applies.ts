import type { AstmRecord } from '../astm/record.ts';
import type { Segment } from '../message/segment.ts';
import { hasMark, type Mark, nameOf, type Place, textAt } from './place.ts';

/** Whether every mark is on the line. */
export const hasAllMarks = (line: AstmRecord | Segment, marks: readonly Mark[]): boolean =>
  marks.every((mark) => hasMark(line, mark));

/** The first layout whose marks are on the line; a layout without marks applies if its place is filled. */
export const layoutFor = <T extends { readonly when?: readonly Mark[] | undefined }>(
  line: AstmRecord | Segment,
  layouts: readonly T[] | undefined,
  placesOf: (layout: T) => readonly Place[],
): T | undefined =>
  layouts?.find((layout) => {
    const places = placesOf(layout);
    if (places.some(({ name }) => name !== nameOf(line))) return false;
    return layout.when === undefined
      ? places.every((place) => textAt(line, place) !== undefined)
      : hasAllMarks(line, layout.when);
  });
