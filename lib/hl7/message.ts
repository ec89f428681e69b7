import { error, errorCode, type Issue, warning } from '../shared/issue.ts';
import { failure, type Result, success } from '../shared/result.ts';
import { type Encoding, encodingOfAll } from './character-sets.ts';
import { type DecodedText, decodeText } from './charset.ts';
import { type Delimiters, defaultDelimiters, readDelimiters } from './delimiters.ts';
import { encodeText, isReversible } from './encode-text.ts';
import { parsePath } from './path.ts';
import { Segment } from './segment.ts';
import { replaceValue, type SegmentContent, writeSegment } from './write.ts';

/**
 * One parsed message; immutable. It keeps its text exactly as it was received, and where each
 * segment lies in it; segments are made when they are first asked for.
 */
export class Message {
  readonly text: string;
  /** What the bytes were read with: a label of the Encoding Standard, or one of `charset.ts`. */
  readonly encoding: string;
  readonly delimiters: Delimiters;
  /** What was remarkable about the form, though it could be read. */
  readonly issues: readonly Issue[];
  /** Start and end of each segment in the text, one after the other. */
  readonly #bounds: readonly number[];
  /** Kept only where the text alone does not give the bytes back. */
  readonly #received: Uint8Array | undefined;
  #segments: readonly Segment[] | undefined;

  constructor(parts: {
    readonly decoded: DecodedText;
    readonly delimiters: Delimiters;
    readonly bounds: readonly number[];
    readonly issues: readonly Issue[];
    readonly bytes: Uint8Array | undefined;
  }) {
    this.text = parts.decoded.text;
    this.encoding = parts.decoded.encoding;
    this.delimiters = parts.delimiters;
    this.issues = parts.issues;
    this.#bounds = parts.bounds;
    this.#received = isReversible(this.encoding) ? undefined : parts.bytes;
  }

  get segments(): readonly Segment[] {
    this.#segments ??= this.#cut();
    return this.#segments;
  }

  /** MSH. */
  get header(): Segment {
    const [header] = this.segments;
    if (header === undefined) throw new Error('a message without its header');
    return header;
  }

  /** Exactly the bytes that the message was read from. */
  get bytes(): Uint8Array {
    if (this.#received !== undefined) return this.#received;
    const encoded = encodeText(this.text, this.encoding);
    if (!encoded.ok) throw new Error('a text that its own encoding cannot hold');
    return encoded.value;
  }

  /** One decoded value by its path, `PID-5.1`; undefined where it is empty, HL7 null, or not there. */
  value(path: string): string | undefined {
    const place = parsePath(path);
    if (place?.field === undefined) throw new RangeError('not the path of a value, such as PID-5.1');
    return this.find(place.segment, place.ordinal)?.value(place.field, {
      repetition: place.repetition,
      component: place.component ?? 1,
      ...(place.subcomponent === undefined ? {} : { subcomponent: place.subcomponent }),
    });
  }

  /** The nth segment of a name. */
  find(name: string, ordinal = 1): Segment | undefined {
    return this.segments.find((segment) => segment.name === name && segment.ordinal === ordinal);
  }

  /**
   * The message with one value replaced and every other character as it was; this one does not change.
   * The value is escaped; `""` writes HL7 null. Fails where the path leads to no segment of the
   * message, or the message's character set lacks a character.
   */
  with(path: string, value: string): Result<Message> {
    const place = parsePath(path);
    const segment = place === undefined ? undefined : this.find(place.segment, place.ordinal);
    if (place === undefined || segment === undefined) return failure(noSuchPlace(path));
    const edited = replaceValue(segment, place, value);
    if (edited === undefined) return failure(noSuchPlace(path));
    const text = this.text.slice(0, segment.start) + edited + this.text.slice(segment.end);
    const unread = readText({ text, encoding: this.encoding, issues: noIssues }, undefined);
    if (!unread.ok) return unread;
    const isCharset = segment.name === 'MSH' && place.field === 18;
    const encoding = isCharset ? unread.value.#declaredEncoding() : this.encoding;
    if (encoding === undefined) return failure(noSuchPlace(path));
    // what the text held before, its encoding holds
    const isSafe = encoding === this.encoding && isReversible(encoding) && encodeText(value, encoding).ok;
    return isSafe ? unread : writeText(text, encoding, path);
  }

  /** By MSH-18; undefined where that names none of table 0211. */
  #declaredEncoding(): Encoding | undefined {
    const declared = this.header.repetitions(18);
    return declared.length === 0 ? this.encoding : encodingOfAll(declared);
  }

  #cut(): readonly Segment[] {
    const { text, delimiters } = this;
    const bounds = this.#bounds;
    const counts = new Map<string, number>();
    const segments: Segment[] = [];
    for (let at = 0; at < bounds.length; at += 2) {
      const start = bounds[at] ?? 0;
      const end = bounds[at + 1] ?? 0;
      const name = nameAt(text, start);
      const ordinal = (counts.get(name) ?? 0) + 1;
      counts.set(name, ordinal);
      segments.push(new Segment({ name, ordinal, delimiters, text, start, end }));
    }
    return segments;
  }
}

/** Names that have come before, so that each is one string however many segments bear it. */
const names = new Map<number, string>();

function nameAt(text: string, start: number): string {
  const code = packName(text, start);
  const known = names.get(code);
  if (known !== undefined) return known;
  const name = text.slice(start, start + 3);
  names.set(code, name);
  return name;
}

/** A segment's name as one number, so that names are compared without being cut out. */
const packName = (text: string, at = 0): number =>
  (text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2);

const noSuchPlace = (path: string): Issue =>
  error(errorCode.dataType, path, 'The path leads to no value of the message: it looks like PID-5.1');

/**
 * Reads one message from its bytes. Segments may end with CR, LF or CRLF; MLLP block characters
 * and blank lines around them are ignored. A line that starts no segment continues the one before
 * it, as a line break inside a value does. Work grows with the length of the message and no faster.
 */
export const parseMessage = (bytes: Uint8Array, sourceCharset?: string): Result<Message> =>
  readText(decodeText(bytes, sourceCharset), bytes);

/**
 * Builds a message of segments whose values are not escaped yet; the first is MSH, and its fields
 * start with MSH-3. Fails where the character set lacks a character.
 */
export function buildMessage(
  segments: readonly SegmentContent[],
  options: { readonly delimiters?: Delimiters; readonly encoding?: Encoding } = {},
): Result<Message> {
  const { delimiters = defaultDelimiters, encoding = 'utf-8' } = options;
  const text = segments.map((segment) => `${writeSegment(segment, delimiters)}\r`).join('');
  return writeText(text, encoding, undefined);
}

const noIssues: readonly Issue[] = [];

function writeText(text: string, encoding: Encoding, path: string | undefined): Result<Message> {
  const bytes = encodeText(text, encoding);
  if (!bytes.ok) return failure(...bytes.issues.map((issue) => ({ ...issue, at: path })));
  return readText({ text, encoding, issues: noIssues }, bytes.value);
}

/** Reads a message from text that is in no bytes yet. */
export const parseText = (text: string, issues: readonly Issue[] = noIssues): Result<Message> =>
  readText({ text, encoding: 'utf-8', issues }, undefined);

/** `bytes` may be left out where the text alone gives them back. */
function readText(decoded: DecodedText, bytes: Uint8Array | undefined): Result<Message> {
  const { text } = decoded;
  const start = skipEdge(text, 0, text.length);
  if (!text.startsWith('MSH', start)) return failure(notAMessage(text, start));
  const delimiters = readDelimiters(text, start);
  if (!delimiters.ok) return delimiters;
  const found = new SegmentFinder(text, delimiters.value.field).find(start);
  if (found.hasSecondHeader) return failure(severalMessages());
  return success(
    new Message({
      decoded,
      delimiters: delimiters.value,
      bounds: found.bounds,
      issues:
        found.continued.length === 0
          ? decoded.issues
          : [...decoded.issues, ...found.continued.map(continuation)],
      bytes,
    }),
  );
}

const continuation = (name: string): Issue =>
  warning(
    errorCode.segmentSequence,
    name,
    'Lines that start no segment were read as the continuation of the one before them',
  );

const notAMessage = (text: string, start: number): Issue =>
  text.startsWith('FHS', start) || text.startsWith('BHS', start)
    ? error(errorCode.segmentSequence, 'FHS', 'A batch: send its messages one at a time')
    : error(errorCode.segmentSequence, 'MSH', 'Not an HL7 v2 message: it must start with an MSH segment');

const severalMessages = (): Issue =>
  error(errorCode.segmentSequence, 'MSH[2]', 'Several messages in one body: send each in a block of its own');

const MSH = packName('MSH');
const OBX = packName('OBX');
const NTE = packName('NTE');

const namesOf = (text: string): ReadonlySet<number> => new Set(text.split(' ').map((name) => packName(name)));

/** Every segment of v2.1 to v2.8. Three other capitals before a separator may be a line of text. */
const standardSegments = namesOf(
  'ABS ACC ADD ADJ AFF AIG AIL AIP AIS AL1 APR ARQ ARV AUT BHS BLC BLG BPO BPX BTS BTX BUI CDM CDO CER CM0 CM1 CM2 CNS CON CSP CSR CSS CTD CTI CTR DB1 DEV DG1 DMI DON DPS DRG DSC DSP DST ECD ECR EDU EQL EQP EQU ERQ ERR EVN FAC FHS FT1 FTS GOL GP1 GP2 GT1 IAM IAR IIM ILT IN1 IN2 IN3 INV IPC IPR ISD ITM IVC IVT LAN LCC LCH LDP LOC LRL MCP MFA MFE MFI MRG MSA MSH NCK NDS NK1 NPU NSC NST NTE OBR OBX ODS ODT OM1 OM2 OM3 OM4 OM5 OM6 OM7 OMC ORC ORG OVR PAC PCE PCR PD1 PDA PDC PEO PES PID PKG PM1 PMT PR1 PRA PRB PRC PRD PRT PSG PSH PSL PSS PTH PV1 PV2 PYE QAK QID QPD QRD QRF QRI RCP RDF RDT REL RF1 RFI RGS RMI ROL RQ1 RQD RXA RXC RXD RXE RXG RXO RXR RXV SAC SCD SCH SCP SDD SFT SGH SGT SHP SID SLT SPM SPR STF STZ TCC TCD TQ1 TQ2 TXA UAC UB1 UB2 URD URS VAR VND VTQ',
);

/** Those that follow results: where nothing but the name is in a line, only these are no text. */
const segmentsOfResults = namesOf(
  'MSH SFT UAC PID PD1 NK1 ARV PV1 PV2 ORC OBR OBX NTE TQ1 TQ2 CTD FT1 CTI SPM SAC SID INV TCD DSC ROL PRT DG1 AL1 IN1 IN2 IN3 GT1 BLG CON DEV ERR MSA',
);

/** Finds where each segment starts and ends, in one pass over the text. */
class SegmentFinder {
  readonly bounds: number[] = [];
  /** Names of the segments that lines without a name belong to. */
  readonly continued: string[] = [];
  hasSecondHeader = false;
  readonly #text: string;
  readonly #separator: number;
  #last = 0;
  #isContinued = false;

  constructor(text: string, separator: string) {
    this.#text = text;
    this.#separator = separator.charCodeAt(0);
  }

  find(start: number): this {
    const text = this.#text;
    const lineEnds = new LineEnds(text, start);
    for (let at = start; at < text.length; ) {
      const end = lineEnds.next();
      if (end > at) this.#line(at, end);
      at = end + 1;
    }
    return this;
  }

  #line(from: number, to: number): void {
    let start = from;
    let end = to;
    let name = this.#nameAt(start, end);
    if (name === 0 || isEdge(this.#text.charCodeAt(end - 1))) {
      start = skipEdge(this.#text, start, end);
      while (end > start && isEdge(this.#text.charCodeAt(end - 1))) end--;
      if (start === end) return;
      name = this.#nameAt(start, end);
    }
    if (name !== 0 && !this.#isInsideValue(name, start, end)) this.#open(name, start, end);
    else this.#continue(end);
  }

  #open(name: number, start: number, end: number): void {
    if (name === MSH && this.bounds.length > 0) this.hasSecondHeader = true;
    this.bounds.push(start, end);
    this.#last = name;
    this.#isContinued = false;
  }

  #continue(end: number): void {
    const start = this.bounds[this.bounds.length - 2] ?? 0;
    this.bounds[this.bounds.length - 1] = end;
    if (!this.#isContinued) this.continued.push(this.#text.slice(start, start + 3));
    this.#isContinued = true;
  }

  /** A name is a capital and two capitals or digits, then the field separator or the end; 0 where there is none. */
  #nameAt(start: number, end: number): number {
    const text = this.#text;
    if (end - start < 3 || (end - start > 3 && text.charCodeAt(start + 3) !== this.#separator)) return 0;
    const a = text.charCodeAt(start);
    const b = text.charCodeAt(start + 1);
    const c = text.charCodeAt(start + 2);
    const isName = isCapital(a) && (isCapital(b) || isDigit(b)) && (isCapital(c) || isDigit(c));
    return isName ? (a << 16) | (b << 8) | c : 0;
  }

  /**
   * Whether a line that looks like a segment is text of the result or note before it: `NEG`, or
   * `POS||||||F` where the value of an OBX is still open.
   */
  #isInsideValue(name: number, start: number, end: number): boolean {
    if (this.#last !== OBX && this.#last !== NTE) return false;
    if (name === OBX || name === NTE) return false;
    const isBare = end - start === 3;
    const known = isBare ? segmentsOfResults : standardSegments;
    if (known.has(name) || name >> 16 === 0x5a) return false;
    return isBare || (this.#last === OBX && this.#isValueOpen());
  }

  /** Whether the last segment has fewer than eight pieces yet. */
  #isValueOpen(): boolean {
    const start = this.bounds[this.bounds.length - 2] ?? 0;
    const end = this.bounds[this.bounds.length - 1] ?? 0;
    let pieces = 1;
    for (let at = start; at < end && pieces < 8; at++)
      if (this.#text.charCodeAt(at) === this.#separator) pieces++;
    return pieces < 8;
  }
}

/** Gives the place of each CR and LF in turn, then the end of the text. */
class LineEnds {
  readonly #text: string;
  #carriageReturn: number;
  #lineFeed: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#carriageReturn = this.#find('\r', start);
    this.#lineFeed = this.#find('\n', start);
  }

  next(): number {
    if (this.#carriageReturn < this.#lineFeed) {
      const at = this.#carriageReturn;
      this.#carriageReturn = this.#find('\r', at + 1);
      return at;
    }
    const at = this.#lineFeed;
    if (at < this.#text.length) this.#lineFeed = this.#find('\n', at + 1);
    return at;
  }

  #find(character: string, from: number): number {
    const at = this.#text.indexOf(character, from);
    return at === -1 ? this.#text.length : at;
  }
}

const isCapital = (code: number): boolean => code >= 0x41 && code <= 0x5a;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** Block characters and padding that were left around a line. */
const isEdge = (code: number): boolean => code === 0x1c || code === 0;

/** Past byte order marks, block characters, padding, blanks and blank lines. */
function skipEdge(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isSkipped(text.charCodeAt(at))) at++;
  return at;
}

const isSkipped = (code: number): boolean =>
  code === 0x20 || (code >= 0x09 && code <= 0x0d) || isByteOrderMark(code) || isEdge(code);

/** Also as it looks where a text that starts with one had to be read byte by byte. */
const isByteOrderMark = (code: number): boolean =>
  code === 0xfeff || code === 0xef || code === 0xbb || code === 0xbf;
