import { error, errorCode, type Issue, type Severity, warning } from '../issue.ts';
import { decodeEscapes } from '../message/escape.ts';
import type { Message } from '../message/message.ts';
import { HL7_NULL, isHeaderName, type Segment } from '../message/segment.ts';
import type { Definitions, FieldDefinition } from '../standard/definitions.ts';
import { parseDate, parseTime, parseTimestamp } from '../timestamp.ts';

/**
 * `lenient` is for live traffic: defined fields are checked for presence, type and table, and every finding
 * is a warning, because a result matters more than its form. `strict` also checks lengths, repetitions and
 * unknown segments. `validateStrictly` checks the order of segments as well.
 */
export type ValidationLevel = 'lenient' | 'strict';

export interface ValidationOptions {
  readonly definitions: Definitions;
  readonly level: ValidationLevel;
  /** The time that says that nobody knows it, if the message is of a guide that has one: `0000`. */
  readonly unknownTime?: string | undefined;
}

/** Checks a message against the definitions of its version. Gives every finding with its place. */
export function validateMessage(message: Message, options: ValidationOptions): readonly Issue[] {
  const validator = new Validator(options);
  for (const segment of message.segments) validator.checkSegment(segment);
  return validator.issues;
}

/** The parts of a value's path. */
interface Position {
  readonly segment: Segment;
  readonly field: number;
  readonly repetition: number;
  readonly component?: number | undefined;
  readonly subcomponent?: number | undefined;
}

class Validator {
  readonly issues: Issue[] = [];
  readonly #definitions: Definitions;
  readonly #isStrict: boolean;
  readonly #unknownTime: string | undefined;

  constructor({ definitions, level, unknownTime }: ValidationOptions) {
    this.#definitions = definitions;
    this.#isStrict = level === 'strict';
    this.#unknownTime = unknownTime;
  }

  checkSegment(segment: Segment): void {
    const fields = this.#definitions.fields(segment.name);
    if (fields.size === 0) {
      if (this.#definitions.isComplete && !segment.name.startsWith('Z'))
        this.#add('warning', errorCode.segmentSequence, segment.at(), 'The version has no such segment');
      return;
    }
    let last = 0;
    for (const [number, definition] of fields) {
      last = Math.max(last, number);
      // MSH-1 and MSH-2 were checked when the message was read
      if (!isHeaderName(segment.name) || number > 2) this.#checkField(segment, number, definition);
    }
    if (segment.name === 'OBX') this.#checkValueType(segment);
    if (this.#isStrict && this.#definitions.isComplete) this.#checkEnd(segment, last);
  }

  #checkField(segment: Segment, number: number, definition: FieldDefinition): void {
    const repetitions = segment.repetitions(number);
    if (repetitions.every((repetition) => repetition === '')) {
      if (definition.isRequired)
        this.#add(
          'error',
          errorCode.requiredFieldMissing,
          segment.at(number),
          `${definition.name} is missing`,
        );
      return;
    }
    const { maxRepetitions } = definition;
    if (this.#isStrict && maxRepetitions !== undefined && repetitions.length > maxRepetitions)
      this.#add(
        'error',
        errorCode.dataType,
        segment.at(number),
        `${definition.name} comes more often than it may`,
      );
    repetitions.forEach((text, index) => {
      this.#checkValue(text, definition, { segment, field: number, repetition: index + 1 });
    });
  }

  #checkValue(text: string, definition: FieldDefinition, position: Position): void {
    if (text === '' || text === HL7_NULL) return;
    if (this.#isStrict) this.#checkLength(text, definition, position);
    const type =
      definition.type === 'VARIES' ? (position.segment.value(2)?.toUpperCase() ?? 'ST') : definition.type;
    const components = this.#definitions.components(type);
    // before v2.5, some versions give the first component of a time stamp the type ST
    const typed = type === definition.type ? definition : { ...definition, type };
    if (components.size === 0 || timeTypes.has(type)) this.#checkPrimitive(text, typed, position);
    else this.#checkComponents(text, typed, position);
  }

  #checkPrimitive(text: string, { name, type, table }: FieldDefinition, position: Position): void {
    const isRight = formats.get(type);
    const isOfTable = type === 'ID' || type === 'IS';
    if (isRight === undefined && !isOfTable) return;
    const { delimiters } = position.segment;
    const whole = position.component === undefined;
    const [first = ''] = whole && delimiters.component !== '' ? text.split(delimiters.component, 1) : [text];
    const value = decodeEscapes(first, delimiters).trim();
    if (timeTypes.has(type) && value === this.#unknownTime) return;
    if (value !== '' && isRight !== undefined && !isRight(value))
      this.#add('error', errorCode.dataType, pathOf(position), `${name} is no ${type}`);
    if (isOfTable) this.#checkTable(value, table, name, position);
  }

  #checkComponents(text: string, definition: FieldDefinition, position: Position): void {
    const { delimiters } = position.segment;
    const isInner = position.component !== undefined;
    const delimiter = isInner ? delimiters.subcomponent : delimiters.component;
    const pieces = delimiter === '' ? [text] : text.split(delimiter);
    const components = this.#definitions.components(definition.type);
    for (const [number, component] of components) {
      const piece = pieces[number - 1] ?? '';
      const place = isInner ? { ...position, subcomponent: number } : { ...position, component: number };
      if (piece === '' && component.isRequired && this.#isStrict)
        this.#add('warning', errorCode.requiredFieldMissing, pathOf(place), `${component.name} is missing`);
      // sub-components are not divided further
      const type = isInner && this.#definitions.components(component.type).size > 0 ? 'ST' : component.type;
      this.#checkValue(piece, { ...component, type }, place);
    }
    if (this.#isStrict && pieces.length > Math.max(...components.keys()))
      this.#add(
        'warning',
        errorCode.dataType,
        pathOf(position),
        `${definition.name} has more components than ${definition.type}`,
      );
    this.#checkCode(pieces, definition, position);
  }

  /** Checks the code of a coded element that names an HL7 table as its coding system. */
  #checkCode(pieces: readonly string[], { name, type, table }: FieldDefinition, position: Position): void {
    const isCoded = type === 'CE' || type === 'CWE' || type === 'CNE' || type === 'CF';
    if (!isCoded || table === undefined || pieces[2] !== `HL7${table}`) return;
    this.#checkTable(
      decodeEscapes(pieces[0] ?? '', position.segment.delimiters).trim(),
      table,
      name,
      position,
    );
  }

  #checkTable(code: string, number: string | undefined, name: string, position: Position): void {
    const table = number === undefined ? undefined : this.#definitions.table(number);
    if (code === '' || table === undefined || Object.hasOwn(table.codes, code)) return;
    const severity = table.isFixed ? 'error' : 'warning';
    this.#add(
      severity,
      errorCode.tableValue,
      pathOf(position),
      `${name} is not in table ${number}, ${table.name}`,
    );
  }

  #checkLength(text: string, { name, maxLength }: FieldDefinition, position: Position): void {
    if (maxLength === undefined || text.length <= maxLength) return;
    if (decodeEscapes(text, position.segment.delimiters).length > maxLength)
      this.#add(
        'warning',
        errorCode.dataType,
        pathOf(position),
        `${name} is longer than ${maxLength} characters`,
      );
  }

  /** OBX-2 is required if OBX-5 is filled (v2.5.1 §7.4.2.2). */
  #checkValueType(obx: Segment): void {
    if (obx.value(2) === undefined && obx.text(5) !== undefined)
      this.#add(
        'error',
        errorCode.requiredFieldMissing,
        obx.at(2),
        'Value Type is missing although there is a value',
      );
  }

  #checkEnd(segment: Segment, last: number): void {
    const count = segment.fields.length - 1;
    for (let number = last + 1; number <= count; number++)
      if (segment.field(number).trim() !== '')
        this.#add(
          'warning',
          errorCode.dataType,
          segment.at(number),
          'The version has no such field in the segment',
        );
  }

  #add(severity: Severity, code: string, at: string, message: string): void {
    this.issues.push(
      severity === 'error' && this.#isStrict ? error(code, at, message) : warning(code, at, message),
    );
  }
}

const pathOf = ({ segment, field, repetition, component, subcomponent }: Position): string => {
  const place = repetition === 1 ? segment.at(field) : `${segment.at(field)}[${repetition}]`;
  return [place, component, subcomponent].filter((part) => part !== undefined).join('.');
};

const timeTypes: ReadonlySet<string> = new Set(['TS', 'DTM']);

/** The forms of primitive types. ST, TX and FT may have any. */
const formats: ReadonlyMap<string, (text: string) => boolean> = new Map<string, (text: string) => boolean>(
  Object.entries({
    NM: (text) => /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text),
    SI: (text) => /^\d+$/.test(text),
    DT: (text) => parseDate(text) !== undefined,
    TM: (text) => parseTime(text) !== undefined,
    TS: (text) => parseTimestamp(text) !== undefined,
    DTM: (text) => parseTimestamp(text) !== undefined,
  }),
);
