import type { Delimiters } from './delimiters.ts';
import { encodeEscapes, isEncodable } from './escape.ts';
import type { Path } from './path.ts';
import { isHeaderName, type Segment } from './segment.ts';

/**
 * The segment's text with the value at `place` replaced by `value`, escaped. Missing delimiters before it are
 * added. Undefined if the place is no value of the segment, or if a needed delimiter or escape character is
 * not declared.
 */
export function replaceValue(segment: Segment, place: Path, value: string): string | undefined {
  const levels = levelsTo(place, segment);
  if (levels === undefined || levels.some(({ delimiter }) => delimiter === '')) return undefined;
  if (!isEncodable(value, segment.delimiters)) return undefined;
  return replacePiece(segment.raw, levels, encodeEscapes(value, segment.delimiters));
}

interface Level {
  readonly delimiter: string;
  /** 1-based. */
  readonly number: number;
}

function levelsTo(place: Path, { name, delimiters }: Segment): readonly Level[] | undefined {
  const { field, repetition, component, subcomponent } = place;
  // MSH-1 and MSH-2 are no values
  if (field === undefined || (isHeaderName(name) && field <= 2)) return undefined;
  const levels: Level[] = [
    { delimiter: delimiters.field, number: isHeaderName(name) ? field : field + 1 },
    { delimiter: delimiters.repetition, number: repetition },
  ];
  if (component !== undefined) levels.push({ delimiter: delimiters.component, number: component });
  if (subcomponent !== undefined) levels.push({ delimiter: delimiters.subcomponent, number: subcomponent });
  return levels;
}

/** Replaces the piece at the given levels, outermost first. */
function replacePiece(text: string, [level, ...inner]: readonly Level[], replacement: string): string {
  if (level === undefined) return replacement;
  const { delimiter, number } = level;
  let start = 0;
  for (let count = 1; count < number; count++) {
    const at = text.indexOf(delimiter, start);
    if (at === -1) return text + delimiter.repeat(number - count) + replacePiece('', inner, replacement);
    start = at + 1;
  }
  const end = text.indexOf(delimiter, start);
  const piece = replacePiece(text.slice(start, end === -1 ? undefined : end), inner, replacement);
  return text.slice(0, start) + piece + (end === -1 ? '' : text.slice(end));
}

/** One segment to build: its name and its unescaped fields from 1 on (in MSH, from 3 on). */
export interface SegmentContent {
  readonly name: string;
  readonly fields: readonly FieldContent[];
}

/** A field: one value, components, or repetitions of components. A component may have sub-components. */
export type FieldContent = string | undefined | readonly ComponentContent[] | Repetitions;
export type ComponentContent = string | undefined | readonly (string | undefined)[];
export interface Repetitions {
  readonly repetitions: readonly (string | readonly ComponentContent[])[];
}

/** Writes a segment. Every value is escaped; empty fields at the end are dropped. */
export function writeSegment({ name, fields }: SegmentContent, delimiters: Delimiters): string {
  const written = fields.map((field) => writeField(field, delimiters));
  const head = isHeaderName(name) ? name + delimiters.field + encodingCharacters(delimiters) : name;
  return withoutEmptyEnd([head, ...written]).join(delimiters.field);
}

function writeField(field: FieldContent, delimiters: Delimiters): string {
  if (field === undefined) return '';
  if (typeof field === 'string') return encodeEscapes(field, delimiters);
  if ('repetitions' in field)
    return field.repetitions.map((one) => writeField(one, delimiters)).join(delimiters.repetition);
  const components = field.map((component) => {
    if (component === undefined) return '';
    if (typeof component === 'string') return encodeEscapes(component, delimiters);
    const parts = component.map((part) => (part === undefined ? '' : encodeEscapes(part, delimiters)));
    return withoutEmptyEnd(parts).join(delimiters.subcomponent);
  });
  return withoutEmptyEnd(components).join(delimiters.component);
}

/** MSH-2. */
export const encodingCharacters = (delimiters: Delimiters): string =>
  [
    delimiters.component,
    delimiters.repetition,
    delimiters.escape,
    delimiters.subcomponent,
    delimiters.truncation,
  ].join('');

/** Drops empty pieces at the end. */
export function withoutEmptyEnd(pieces: readonly string[]): readonly string[] {
  let end = pieces.length;
  while (end > 0 && pieces[end - 1] === '') end--;
  return pieces.slice(0, end);
}
