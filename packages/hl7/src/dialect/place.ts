import type { AstmRecord } from '../astm/record.ts';
import type { Segment } from '../message/segment.ts';
import { fitsPattern, type TextPattern } from './pattern.ts';

/** A place in a record of ASTM (`O-4.5`) or in a segment of HL7 (`OBX-3.1.2`). All numbers begin at 1. */
export interface Place {
  /** One letter for ASTM, three for HL7. */
  readonly name: string;
  readonly field: number;
  /** Default: the first component. */
  readonly component?: number | undefined;
  readonly subcomponent?: number | undefined;
}

/** A place, and the form of the text that stands there. */
export interface Mark extends TextPattern {
  readonly at: Place;
}

/** Reads `O-4.5` or `OBX-3.1.2`. Undefined if the text is no place. */
export function readPlace(text: string): Place | undefined {
  const [, name, field, component, subcomponent] =
    /^([HPORCQML]|[A-Z][A-Z0-9]{2})-([1-9]\d?)(?:\.([1-9]\d?)(?:\.([1-9]\d?))?)?$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  return {
    name,
    field: Number(field),
    ...(component === undefined ? {} : { component: Number(component) }),
    ...(subcomponent === undefined ? {} : { subcomponent: Number(subcomponent) }),
  };
}

/** Writes a place as `readPlace` reads it. */
export const writePlace = ({ name, field, component, subcomponent }: Place): string =>
  [`${name}-${field}`, component, subcomponent].filter((part) => part !== undefined).join('.');

/** The text at a place, in each repetition of its field. */
export function textsAt(line: AstmRecord | Segment, place: Place): readonly string[] {
  const { field, component = 1, subcomponent } = place;
  if ('type' in line) return line.repetitions(field).map((parts) => parts[component - 1] ?? '');
  const position = subcomponent === undefined ? { component } : { component, subcomponent };
  return line
    .repetitions(field)
    .map((_, index) => line.value(field, { repetition: index + 1, ...position }) ?? '');
}

/** The text at a place in the first repetition. Undefined if it is empty. */
export const textAt = (line: AstmRecord | Segment, place: Place): string | undefined =>
  textsAt(line, place)[0] || undefined;

/** Whether a record or segment has the mark, in any repetition of its field. */
export function hasMark(line: AstmRecord | Segment, mark: Mark): boolean {
  if (nameOf(line) !== mark.at.name) return false;
  const texts = textsAt(line, mark.at);
  return texts.length === 0 ? fitsPattern('', mark) : texts.some((text) => fitsPattern(text, mark));
}

export const nameOf = (line: AstmRecord | Segment): string => ('type' in line ? line.type : line.name);

/** Whether one of the marks is in one of the lines. */
export const hasAnyMark = (
  lines: readonly (AstmRecord | Segment)[],
  marks: readonly Mark[] | undefined,
): boolean => marks?.some((mark) => lines.some((line) => hasMark(line, mark))) ?? false;
