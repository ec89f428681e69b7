import { error, errorCode, type Issue, warning } from '../shared/issue.ts';
import { failure, type Result, success } from '../shared/result.ts';
import { decodeText } from './charset.ts';
import { type Delimiters, readDelimiters } from './delimiters.ts';
import { decodeEscapes } from './escape.ts';

/** HL7 null: the sender says "there is no value", as opposed to saying nothing (v2.5.1 §2.5.3). */
const HL7_NULL = '""';

export interface FieldPosition {
  /** 1-based repetition; the first where it is not given. */
  readonly repetition?: number;
  /** 1-based component. */
  readonly component?: number;
  /** 1-based sub-component. */
  readonly subcomponent?: number;
}

/** One segment; immutable. Fields are numbered as the standard numbers them, also in MSH. */
export class Segment {
  readonly name: string;
  /** 1-based among the message's segments of the same name: the 2 of `OBX[2]`. */
  readonly ordinal: number;
  readonly raw: string;
  readonly delimiters: Delimiters;
  #fields: readonly string[] | undefined;

  constructor(name: string, ordinal: number, raw: string, delimiters: Delimiters) {
    this.name = name;
    this.ordinal = ordinal;
    this.raw = raw;
    this.delimiters = delimiters;
  }

  /** Fields as received; index n is field n of the standard. */
  get fields(): readonly string[] {
    if (this.#fields === undefined) {
      const pieces = this.raw.split(this.delimiters.field);
      this.#fields = isHeaderName(this.name)
        ? [this.name, this.delimiters.field, ...pieces.slice(1)]
        : pieces;
    }
    return this.#fields;
  }

  /** The field as received, escapes and all; empty where the segment is shorter. */
  field(number: number): string {
    return this.fields[number] ?? '';
  }

  isNull(number: number): boolean {
    return this.field(number) === HL7_NULL;
  }

  /** The repetitions of a field as received; none where the field is empty. */
  repetitions(number: number): readonly string[] {
    const field = this.field(number);
    if (field === '') return [];
    return isHeaderName(this.name) && number === 2 ? [field] : field.split(this.delimiters.repetition);
  }

  /** One decoded, trimmed value; undefined where it is empty or HL7 null. */
  value(number: number, position: FieldPosition = {}): string | undefined {
    const { repetition = 1, component = 1, subcomponent = 1 } = position;
    const { delimiters } = this;
    const text = this.#repetition(number, repetition);
    const piece = text && nthPiece(text, delimiters.component, component);
    const part =
      piece && delimiters.subcomponent !== ''
        ? nthPiece(piece, delimiters.subcomponent, subcomponent)
        : piece;
    if (part === undefined || part === '' || part === HL7_NULL) return undefined;
    return blankToUndefined(decodeEscapes(part, delimiters));
  }

  /** Without cutting the field up where one piece is wanted. */
  #repetition(number: number, repetition: number): string | undefined {
    const field = this.field(number);
    if (field === '') return undefined;
    if (isHeaderName(this.name) && number === 2) return repetition === 1 ? field : undefined;
    return nthPiece(field, this.delimiters.repetition, repetition);
  }

  /** The whole repetition as one decoded text, whatever delimiters it holds; for ST, TX and FT. */
  text(number: number, repetition = 1): string | undefined {
    const text = this.#repetition(number, repetition);
    if (text === undefined || text === HL7_NULL) return undefined;
    return blankToUndefined(decodeEscapes(text, this.delimiters));
  }

  /** The place of a field, for issues and provenance: `OBX[2]-5.1`. */
  at(number?: number, component?: number): string {
    const segment = this.name === 'MSH' ? 'MSH' : `${this.name}[${this.ordinal}]`;
    if (number === undefined) return segment;
    return component === undefined ? `${segment}-${number}` : `${segment}-${number}.${component}`;
  }
}

/** One parsed message; immutable. Its text is kept exactly as it was received. */
export interface Message {
  readonly text: string;
  /** The Encoding Standard label that the bytes were read with. */
  readonly encoding: string;
  readonly delimiters: Delimiters;
  readonly segments: readonly Segment[];
  readonly header: Segment;
  /** What was remarkable about the form, though it could be read. */
  readonly issues: readonly Issue[];
}

/**
 * Reads one message from its bytes. Segments may end with CR, LF or CRLF; MLLP block characters
 * and blank lines around them are ignored. A line that starts no segment continues the one before
 * it, as a line break inside a value does. Work grows with the length of the message and no faster.
 */
export function parseMessage(bytes: Uint8Array, sourceCharset?: string): Result<Message> {
  const decoded = decodeText(bytes, sourceCharset);
  const lines = decoded.text.split(/\r\n|\r|\n/);
  const issues: Issue[] = [...decoded.issues];
  const first = lines.findIndex((line) => cleanEdge(line) !== '');
  const headerLine = first === -1 ? '' : cleanEdge(lines[first] ?? '');
  if (!headerLine.startsWith('MSH')) return failure(notAMessage(headerLine));
  const delimiters = readDelimiters(headerLine);
  if (!delimiters.ok) return delimiters;

  const raws = [headerLine];
  const names = ['MSH'];
  for (const line of lines.slice(first + 1).map(cleanEdge)) {
    const name = segmentName(line, delimiters.value.field);
    if (name !== undefined) {
      raws.push(line.trimStart());
      names.push(name);
    } else if (line !== '') {
      issues.push(
        warning(
          errorCode.segmentSequence,
          names.at(-1),
          'A line that starts no segment was read as the continuation of the one before it',
        ),
      );
      raws.push(`${raws.pop()}\n${line}`);
    }
  }
  const segments = numbered(names, raws, delimiters.value);
  const header = segments[0];
  if (header === undefined) throw new Error('a message without its header');
  if (names.includes('MSH', 1)) return failure(severalMessages());
  return success({
    text: decoded.text,
    encoding: decoded.encoding,
    delimiters: delimiters.value,
    segments,
    header,
    issues,
  });
}

function numbered(
  names: readonly string[],
  raws: readonly string[],
  delimiters: Delimiters,
): readonly Segment[] {
  const counts = new Map<string, number>();
  return raws.map((raw, index) => {
    const name = names[index] ?? '';
    const ordinal = (counts.get(name) ?? 0) + 1;
    counts.set(name, ordinal);
    return new Segment(name, ordinal, raw, delimiters);
  });
}

const notAMessage = (headerLine: string): Issue =>
  /^[FB]HS/.test(headerLine)
    ? error(errorCode.segmentSequence, 'FHS', 'A batch: send its messages one at a time')
    : error(errorCode.segmentSequence, 'MSH', 'Not an HL7 v2 message: it must start with an MSH segment');

const severalMessages = (): Issue =>
  error(errorCode.segmentSequence, 'MSH[2]', 'Several messages in one body: send each in a block of its own');

/** A segment's name: three capitals or digits, then the field separator or the end of the line. */
function segmentName(line: string, separator: string): string | undefined {
  const name = /^\s*([A-Z][A-Z0-9]{2})/.exec(line)?.[1];
  if (name === undefined) return undefined;
  const rest = line.trimStart().slice(3);
  return rest === '' || rest.startsWith(separator) ? name : undefined;
}

/** Takes off byte order marks and MLLP block characters that were left around a line. */
function cleanEdge(line: string): string {
  return line.replace(/^[\uFEFF\v\x1c\0]+/, '').replace(/[\x1c\0]+$/, '');
}

/** The nth piece (1-based) between delimiters; undefined where there are fewer. */
function nthPiece(text: string, delimiter: string, n: number): string | undefined {
  let start = 0;
  for (let count = 1; count < n; count++) {
    const at = text.indexOf(delimiter, start);
    if (at === -1) return undefined;
    start = at + delimiter.length;
  }
  const end = text.indexOf(delimiter, start);
  if (end === -1) return start === 0 ? text : text.slice(start);
  return text.slice(start, end);
}

const isHeaderName = (name: string): boolean => name === 'MSH' || name === 'FHS' || name === 'BHS';

function blankToUndefined(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === '' ? undefined : trimmed;
}
