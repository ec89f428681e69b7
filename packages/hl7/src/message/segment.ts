import type { Delimiters } from './delimiters.ts';
import { decodeEscapes } from './escape.ts';

/** HL7 null: the sender states "there is no value". An empty field states nothing (v2.5.1 §2.5.3). */
export const HL7_NULL = '""';

export interface FieldPosition {
  /** 1-based. Default: the first repetition. */
  readonly repetition?: number;
  /** 1-based. Default: the first component. */
  readonly component?: number;
  /** 1-based. Default: the whole component, including any `&`. */
  readonly subcomponent?: number;
}

/** Means the whole repetition, or the whole component. */
const WHOLE = 0;

/**
 * One segment; immutable. Fields are numbered as in the standard, also in MSH. Text is cut only on request;
 * reading fields in ascending order passes over the text once.
 */
export class Segment {
  readonly name: string;
  /** 1-based, counted among segments of the same name: the 2 of `OBX[2]`. */
  readonly ordinal: number;
  readonly delimiters: Delimiters;
  /** Offset of the segment in the text of its message. The range has no line end. */
  readonly start: number;
  readonly end: number;
  readonly #text: string;
  /** 1 in a header, where MSH-1 is the separator itself: field n is piece n - 1. */
  readonly #shift: 0 | 1;
  /** The last field that was found: its number, its start, and how far it was read. */
  #number: number;
  #fieldStart: number;
  #readTo: number;
  /** The component that ends there; 0 if none does. */
  #component = 0;
  /** The repetitions of this field are cached, so that reading them one by one stays linear. */
  #repeated = 0;
  #repetitions: readonly string[] = none;
  /** The last reader of the whole segment, and what it made. */
  #reader: unknown;
  #made: unknown;

  constructor(parts: {
    readonly name: string;
    readonly ordinal: number;
    readonly delimiters: Delimiters;
    readonly text: string;
    readonly start: number;
    readonly end: number;
  }) {
    this.name = parts.name;
    this.ordinal = parts.ordinal;
    this.delimiters = parts.delimiters;
    this.start = parts.start;
    this.end = parts.end;
    this.#text = parts.text;
    this.#shift = isHeaderName(parts.name) ? 1 : 0;
    this.#number = this.#shift;
    this.#fieldStart = parts.start;
    this.#readTo = parts.start;
  }

  /** What a reader makes of the segment. The same reader is not asked twice in a row. */
  once<T>(read: (segment: Segment) => T): T {
    if (this.#reader !== read) {
      this.#made = read(this);
      this.#reader = read;
    }
    return this.#made as T;
  }

  /** As received, without its line end. */
  get raw(): string {
    return this.#text.slice(this.start, this.end);
  }

  /** Fields as received; index n is field n of the standard. */
  get fields(): readonly string[] {
    const pieces = this.raw.split(this.delimiters.field);
    return this.#shift === 1 ? [this.name, this.delimiters.field, ...pieces.slice(1)] : pieces;
  }

  /** The field as received, with escape sequences; empty if the segment is shorter. */
  field(number: number): string {
    if (number === 0) return this.name;
    if (number === this.#shift) return this.delimiters.field;
    const start = this.#seek(number);
    return start === -1 ? '' : this.#text.slice(start, this.#fieldEnd(start));
  }

  /** Whether the field has any characters. Most fields are empty, so most readers stop here. */
  isFilled(number: number): boolean {
    if (number <= this.#shift) return true;
    const start = this.#seek(number);
    if (start === -1 || start >= this.end) return false;
    return this.#text.charCodeAt(start) !== codesOf(this.delimiters).fieldCode;
  }

  isNull(number: number): boolean {
    return this.field(number) === HL7_NULL;
  }

  /** The repetitions of a field as received; empty if the field is. */
  repetitions(number: number): readonly string[] {
    if (this.#repeated === number) return this.#repetitions;
    const field = this.field(number);
    if (field === '') return none;
    const { repetition } = this.delimiters;
    const isOne = this.#isWhole(number) || !field.includes(repetition);
    this.#repetitions = isOne ? [field] : field.split(repetition);
    this.#repeated = number;
    return this.#repetitions;
  }

  /** One decoded, trimmed value; undefined if it is empty or HL7 null. */
  value(number: number, position?: FieldPosition): string | undefined {
    return this.#read(
      number,
      position?.repetition ?? 1,
      position?.component ?? 1,
      position?.subcomponent ?? WHOLE,
    );
  }

  /** The whole repetition as one decoded text, including any delimiters; for ST, TX and FT. */
  text(number: number, repetition = 1): string | undefined {
    return this.#read(number, repetition, WHOLE, WHOLE);
  }

  /** The blanks before a text, which `text` leaves out: in TX, FT and notes they are its layout (§2.A.79). */
  indentation(number: number, repetition = 1): string {
    const piece = this.repetitions(number)[repetition - 1] ?? '';
    let at = 0;
    while (at < piece.length && isIndent(piece.charCodeAt(at))) at++;
    return piece.slice(0, at);
  }

  /** The place of a field, for issues and provenance: `OBX[2]-5.1`. */
  at(number?: number, component?: number): string {
    const segment = this.name === 'MSH' ? 'MSH' : `${this.name}[${this.ordinal}]`;
    if (number === undefined) return segment;
    return component === undefined ? `${segment}-${number}` : `${segment}-${number}.${component}`;
  }

  /** MSH-1 and MSH-2 consist of delimiters and are never split. */
  #isWhole(number: number): boolean {
    return this.#shift === 1 && number <= 2;
  }

  #read(number: number, repetition: number, component: number, subcomponent: number): string | undefined {
    const { delimiters } = this;
    if (repetition > 1 || this.#isWhole(number)) {
      const piece = this.repetitions(number)[repetition - 1];
      if (piece === undefined) return undefined;
      if (this.#isWhole(number)) return component > 1 || subcomponent > 1 ? undefined : piece;
      return findPiece(piece, 0, piece.length, component - 1, component, subcomponent, delimiters)
        ? readable(piece, delimiters)
        : undefined;
    }
    const text = this.#text;
    const start = this.#seek(number);
    if (start === -1) return undefined;
    const isNext = this.#component > 0 && component > this.#component;
    if (isNext && text[this.#readTo] !== delimiters.component) return undefined;
    const isFound = isNext
      ? findPiece(
          text,
          this.#readTo + 1,
          this.end,
          component - this.#component - 1,
          component,
          subcomponent,
          delimiters,
        )
      : findPiece(text, start, this.end, component - 1, component, subcomponent, delimiters);
    this.#readTo = found.to;
    this.#component = isFound && subcomponent === WHOLE ? component : 0;
    return isFound ? readable(text, delimiters) : undefined;
  }

  /** Offset of a field; -1 if the segment is shorter. Continues from the last field if possible. */
  #seek(number: number): number {
    if (number === this.#number && number > this.#shift) return this.#fieldStart;
    const isAhead = number > this.#number;
    let at = isAhead ? this.#readTo : this.start;
    for (let missing = number - (isAhead ? this.#number : this.#shift); missing > 0; missing--) {
      at = this.#fieldEnd(at) + 1;
      if (at > this.end) return -1;
    }
    this.#number = number;
    this.#fieldStart = at;
    this.#readTo = at;
    this.#component = 0;
    return at;
  }

  #fieldEnd(start: number): number {
    const text = this.#text;
    const end = this.end;
    const separator = codesOf(this.delimiters).fieldCode;
    let at = start;
    while (at < end && text.charCodeAt(at) !== separator) at++;
    return at;
  }
}

const none: readonly string[] = [];

/** The code of a delimiter that the message does not declare; no character has it. */
const NO_CODE = -1;

const codeOf = (delimiter: string): number => (delimiter === '' ? NO_CODE : delimiter.charCodeAt(0));

export const isHeaderName = (name: string): boolean => name === 'MSH' || name === 'FHS' || name === 'BHS';

const BLANK = 0x20;
const TAB = 0x09;
const QUOTE = 0x22;
const CARRIAGE_RETURN = 0x0d;

/** The last result of `findPiece`. It is shared, so that reading a value allocates nothing else. */
const found = { from: 0, to: 0, isPlain: true };

/**
 * Finds one component or sub-component of the repetition at `start`, in one pass, after skipping the given
 * number of components. If there is none, `found.to` is the end of the repetition.
 */
function findPiece(
  text: string,
  start: number,
  limit: number,
  skipped: number,
  component: number,
  subcomponent: number,
  delimiters: Delimiters,
): boolean {
  const { fieldCode, repetitionCode, escapeCode } = codesOf(delimiters);
  const componentCode = component === WHOLE ? NO_CODE : codes.componentCode;
  const subcomponentCode = subcomponent === WHOLE ? NO_CODE : codes.subcomponentCode;
  let componentsLeft = skipped;
  let subcomponentsLeft = subcomponent - 1;
  let from = start;
  let isPlain = true;
  let at = start;
  for (; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === fieldCode || code === repetitionCode) break;
    if (code === componentCode) {
      if (componentsLeft <= 0) break;
      componentsLeft--;
      from = at + 1;
      isPlain = true;
    } else if (code === subcomponentCode && componentsLeft <= 0) {
      if (subcomponentsLeft <= 0) break;
      subcomponentsLeft--;
      from = at + 1;
      isPlain = true;
    } else if (code === escapeCode || code === CARRIAGE_RETURN) isPlain = false;
  }
  found.from = from;
  found.to = at;
  found.isPlain = isPlain;
  return componentsLeft <= 0 && subcomponentsLeft <= 0;
}

let codes = { fieldCode: 0, repetitionCode: 0, escapeCode: 0, componentCode: 0, subcomponentCode: 0 };
let codesFor: Delimiters | undefined;

/** The delimiters as character codes, cached because nearly every message has the same. */
function codesOf(delimiters: Delimiters): typeof codes {
  if (delimiters === codesFor) return codes;
  codesFor = delimiters;
  codes = {
    fieldCode: codeOf(delimiters.field),
    repetitionCode: codeOf(delimiters.repetition),
    escapeCode: codeOf(delimiters.escape),
    componentCode: codeOf(delimiters.component),
    subcomponentCode: codeOf(delimiters.subcomponent),
  };
  return codes;
}

/** The found piece as people read it: decoded, with uniform line breaks, trimmed. */
function readable(text: string, delimiters: Delimiters): string | undefined {
  const { from, to, isPlain } = found;
  if (from === to) return undefined;
  if (!isPlain) return decoded(text.slice(from, to), delimiters);
  const first = text.charCodeAt(from);
  const last = text.charCodeAt(to - 1);
  if (first === QUOTE && last === QUOTE && to - from === 2) return undefined;
  return isInk(first) && isInk(last) ? text.slice(from, to) : withoutBlanks(text.slice(from, to));
}

function decoded(piece: string, delimiters: Delimiters): string | undefined {
  const text = decodeEscapes(piece, delimiters);
  return withoutBlanks(text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text);
}

/** The character is certainly visible, so it needs no trimming. */
const isInk = (code: number): boolean => code > BLANK && code < 0x7f;

const isIndent = (code: number): boolean => code === BLANK || code === TAB;

/** Trims from each end in one pass. A regular expression for the end would retry at every blank inside. */
function withoutBlanks(text: string): string | undefined {
  let from = 0;
  let to = text.length;
  while (from < to && text.charCodeAt(from) <= BLANK) from++;
  while (to > from && text.charCodeAt(to - 1) <= BLANK) to--;
  return text.slice(from, to).trim() || undefined;
}
