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
  /** 1-based sub-component; the whole component, with any `&` in it, where it is not given. */
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
  /** The repetitions asked for last, so that reading them one by one stays linear. */
  #lastRepetitions: { readonly number: number; readonly pieces: readonly string[] } | undefined;

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
    if (this.#lastRepetitions?.number === number) return this.#lastRepetitions.pieces;
    const field = this.field(number);
    if (field === '') return [];
    const isWhole = isHeaderName(this.name) && number === 2;
    const pieces = isWhole ? [field] : field.split(this.delimiters.repetition);
    this.#lastRepetitions = { number, pieces };
    return pieces;
  }

  /** One decoded, trimmed value; undefined where it is empty or HL7 null. */
  value(number: number, position: FieldPosition = {}): string | undefined {
    const { repetition = 1, component = 1, subcomponent } = position;
    const { delimiters } = this;
    const text = this.#repetition(number, repetition);
    const piece = text && nthPiece(text, delimiters.component, component);
    const part =
      subcomponent === undefined || delimiters.subcomponent === ''
        ? onlyFirst(piece, subcomponent)
        : piece && nthPiece(piece, delimiters.subcomponent, subcomponent);
    if (part === undefined || part === '' || part === HL7_NULL) return undefined;
    return blankToUndefined(decodeEscapes(part, delimiters));
  }

  /** Without cutting the field up where its first piece is wanted. */
  #repetition(number: number, repetition: number): string | undefined {
    if (repetition > 1 || (isHeaderName(this.name) && number === 2))
      return this.repetitions(number)[repetition - 1];
    const field = this.field(number);
    return field === '' ? undefined : nthPiece(field, this.delimiters.repetition, 1);
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
  let lastContinued: number | undefined;
  for (const line of lines.slice(first + 1).map(cleanEdge)) {
    const name = segmentName(line, delimiters.value.field);
    const last = raws.length - 1;
    if (name !== undefined && !isInsideValue(name, line, raws[last] ?? '', delimiters.value.field)) {
      raws.push(line.trimStart());
      names.push(name);
    } else if (line !== '') {
      if (lastContinued !== last)
        issues.push(
          warning(
            errorCode.segmentSequence,
            names[last],
            'Lines that start no segment were read as the continuation of the one before them',
          ),
        );
      lastContinued = last;
      raws[last] += `\n${line}`;
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

/** Segments that follow results; three capitals that are none of these may be a line of text. */
const segmentsOfResults = new Set(
  'MSH SFT UAC PID PD1 NK1 ARV PV1 PV2 ORC OBR OBX NTE TQ1 TQ2 CTD FT1 CTI SPM SAC SID INV TCD DSC ROL PRT DG1 AL1 IN1 IN2 IN3 GT1 BLG CON DEV ERR MSA'.split(
    ' ',
  ),
);

/**
 * Whether a line that looks like a segment is text of the result or note before it: `NEG`, or
 * `POS||||||F` where the value of an OBX is still open.
 */
function isInsideValue(name: string, line: string, before: string, separator: string): boolean {
  if (segmentsOfResults.has(name) || name.startsWith('Z')) return false;
  const isBare = line.trim() === name;
  if (before.startsWith('OBX')) return isBare || before.split(separator, 8).length < 8;
  return before.startsWith('NTE') && isBare;
}

/** Takes off byte order marks and MLLP block characters that were left around a line. */
function cleanEdge(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === '\x1c' || line[end - 1] === '\0')) end--;
  return line.slice(0, end).replace(/^[\uFEFF\v\x1c\0]+/, '');
}

/** Where a message has no sub-components, the first is the whole. */
const onlyFirst = (piece: string | undefined, subcomponent = 1): string | undefined =>
  subcomponent === 1 ? piece : undefined;

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

/** The blank, below which there are only control characters. */
const BLANK = 0x20;

/** Trims in one pass from each end: a pattern for the end would try every blank within. */
function blankToUndefined(text: string): string | undefined {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= BLANK) start++;
  while (end > start && text.charCodeAt(end - 1) <= BLANK) end--;
  const trimmed = text.slice(start, end).trim();
  return trimmed === '' ? undefined : trimmed;
}
