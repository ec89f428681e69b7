import { decodeEscapes } from '../message/escape.ts';
import type { Message } from '../message/message.ts';
import type { Path } from '../message/path.ts';
import { HL7_NULL, isHeaderName, type Segment } from '../message/segment.ts';
import type { Definitions, FieldDefinition } from './definitions.ts';
import { meaningOf } from './tables.ts';

/** One value of a message with its name in the standard. */
export interface Explanation {
  /** `PID[1]-3[2].4.1`; MSH has no number. */
  readonly path: string;
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  /** Decoded; undefined for HL7 null. */
  readonly value?: string | undefined;
  readonly isNull?: true | undefined;
  /** The meaning of the code in its HL7 table. */
  readonly meaning?: string | undefined;
}

export interface ExplainedSegment {
  /** `OBX[2]`. */
  readonly path: string;
  readonly name?: string | undefined;
  readonly values: readonly Explanation[];
}

/** Every filled value of a message, split by its type; or only those at and under a path. */
export function explainMessage(
  message: Message,
  definitions: Definitions,
  only?: Path,
): readonly ExplainedSegment[] {
  return message.segments
    .filter(
      ({ name, ordinal }) =>
        only === undefined ||
        (name === only.segment && (only.ordinal === undefined || ordinal === only.ordinal)),
    )
    .map((segment) => ({
      path: segment.at(),
      name: definitions.segmentName(segment.name),
      values: explainSegment(segment, definitions)
        .filter(({ place }) => isUnder(place, only))
        .map(({ row }) => row),
    }));
}

interface Placed {
  readonly place: readonly number[];
  readonly row: Explanation;
}

/** Field, repetition, component and sub-component match the path, as far as it goes. */
function isUnder(place: readonly number[], only: Path | undefined): boolean {
  if (only?.field === undefined) return true;
  const [field, repetition, component, subcomponent] = place;
  return (
    field === only.field &&
    repetition === only.repetition &&
    (only.component === undefined || (component ?? 1) === only.component) &&
    (only.subcomponent === undefined || (subcomponent ?? 1) === only.subcomponent)
  );
}

function explainSegment(segment: Segment, definitions: Definitions): readonly Placed[] {
  const fields = definitions.fields(segment.name);
  return segment.fields.flatMap((text, number) => {
    if (number === 0 || text === '') return [];
    const definition = fields.get(number);
    const isDelimiters = isHeaderName(segment.name) && number <= 2;
    if (isDelimiters)
      return [{ place: [number, 1], row: { path: segment.at(number), ...naming(definition), value: text } }];
    return segment.repetitions(number).flatMap((repetition, index) =>
      explainPiece(repetition, resolved(definition, segment), {
        segment,
        definitions,
        place: [number, index + 1],
      }),
    );
  });
}

/** OBX-5 gets the type that OBX-2 names. */
function resolved(definition: FieldDefinition | undefined, segment: Segment): FieldDefinition | undefined {
  if (definition?.type !== 'VARIES') return definition;
  return { ...definition, type: segment.value(2)?.toUpperCase() ?? 'ST' };
}

interface Where {
  readonly segment: Segment;
  readonly definitions: Definitions;
  /** Field, repetition, component, sub-component. */
  readonly place: readonly number[];
}

function explainPiece(
  text: string,
  definition: FieldDefinition | undefined,
  where: Where,
): readonly Placed[] {
  if (text === '') return [];
  const { segment, definitions, place } = where;
  const { delimiters } = segment;
  const delimiter = [delimiters.component, delimiters.subcomponent][place.length - 2] ?? '';
  const pieces = delimiter === '' || isText(definition) ? [text] : text.split(delimiter);
  if (pieces.length === 1) return [{ place, row: explainValue(text, definition, where) }];
  const components = definitions.components(definition?.type ?? '');
  return pieces.flatMap((piece, index) =>
    explainPiece(piece, components.get(index + 1), { ...where, place: [...place, index + 1] }),
  );
}

/** Text types have no components, even if delimiters occur in them. */
const isText = (definition: FieldDefinition | undefined): boolean =>
  definition !== undefined && ['ST', 'TX', 'FT'].includes(definition.type);

function explainValue(
  text: string,
  definition: FieldDefinition | undefined,
  { segment, place }: Where,
): Explanation {
  const [field = 0, repetition = 1, ...inner] = place;
  const start = segment.at(field) + (repetition === 1 ? '' : `[${repetition}]`);
  const path = [start, ...inner].join('.');
  if (text === HL7_NULL) return { path, ...naming(definition), isNull: true };
  const value = decodeEscapes(text, segment.delimiters);
  return { path, ...naming(definition), value, meaning: meaningOf(definition?.table, value) };
}

const naming = (definition: FieldDefinition | undefined) => ({
  name: definition?.name,
  type: definition?.type,
});
