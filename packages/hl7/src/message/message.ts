import { type Encoding, encodingOfAll } from '../charset/character-sets.ts';
import { type DecodedText, decodeText } from '../charset/charset.ts';
import { encodeText, isReversible } from '../charset/encode-text.ts';
import { error, errorCode, type Issue, warning } from '../issue.ts';
import { failure, type Result, success } from '../result.ts';
import { type Delimiters, defaultDelimiters, readDelimiters } from './delimiters.ts';
import { parsePath } from './path.ts';
import { Segment } from './segment.ts';
import { packName, SegmentFinder, skipEdge } from './segment-finder.ts';
import { replaceValue, type SegmentContent, writeSegment } from './write.ts';

/**
 * One parsed message; immutable. It keeps its text exactly as received and the position of each segment.
 * Segments are built on first use.
 */
export class Message {
  readonly text: string;
  /** The encoding that decoded the bytes: a label of the Encoding Standard, or one of `character-sets.ts`. */
  readonly encoding: string;
  readonly delimiters: Delimiters;
  /** Remarks on the form of a message that could be read. */
  readonly issues: readonly Issue[];
  /** Start and end of each segment in the text, one pair after the other. */
  readonly #bounds: readonly number[];
  /** Kept only if encoding the text would not give back the bytes. */
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

  /** The MSH segment. */
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

  /** One decoded value by its path, such as `PID-5.1`. Undefined if it is empty, HL7 null, or missing. */
  value(path: string): string | undefined {
    const place = parsePath(path);
    if (place?.field === undefined) throw new RangeError('not the path of a value, such as PID-5.1');
    return this.find(place.segment, place.ordinal)?.value(place.field, {
      repetition: place.repetition,
      component: place.component ?? 1,
      ...(place.subcomponent === undefined ? {} : { subcomponent: place.subcomponent }),
    });
  }

  /** The nth segment with this name. */
  find(name: string, ordinal = 1): Segment | undefined {
    return this.segments.find((segment) => segment.name === name && segment.ordinal === ordinal);
  }

  /**
   * Gives a copy with one value replaced and every other character unchanged. The value is escaped; `""`
   * writes HL7 null. Fails if the message has no segment for the path, or its character set lacks a
   * character.
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
    // the rest of the text was decoded from this encoding, so it can be encoded again
    const isSafe = encoding === this.encoding && isReversible(encoding) && encodeText(value, encoding).ok;
    return isSafe ? unread : writeText(text, encoding, path);
  }

  /** The encoding that MSH-18 names; undefined if it names none of table 0211. */
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

/** Segment names seen so far: all segments with one name share one string. */
const names = new Map<number, string>();

function nameAt(text: string, start: number): string {
  const code = packName(text, start);
  const known = names.get(code);
  if (known !== undefined) return known;
  const name = text.slice(start, start + 3);
  names.set(code, name);
  return name;
}

const noSuchPlace = (path: string): Issue =>
  error(errorCode.dataType, path, 'The message has no value at this path. A path looks like PID-5.1');

/**
 * Reads one message from its bytes. Segments may end with CR, LF or CRLF; MLLP block characters and blank
 * lines around them are ignored. A line that starts no segment continues the line before it, because some
 * senders put line breaks into values. The work is linear in the length.
 */
export const parseMessage = (bytes: Uint8Array, sourceCharset?: string): Result<Message> =>
  readText(decodeText(bytes, sourceCharset), bytes);

/**
 * Builds a message from segments with unescaped values. The first is MSH, whose fields start with MSH-3.
 * Fails if the character set lacks a character.
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

/** Reads a message from text. */
export const parseText = (text: string, issues: readonly Issue[] = noIssues): Result<Message> =>
  readText({ text, encoding: 'utf-8', issues }, undefined);

/** `bytes` is needed only if the text, encoded again, would differ from what was received. */
function readText(decoded: DecodedText, bytes: Uint8Array | undefined): Result<Message> {
  const { text } = decoded;
  const start = skipEdge(text, 0, text.length);
  if (!text.startsWith('MSH', start)) return failure(notAMessage(decoded, start));
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
    'Lines that do not start a segment were read as part of the line before them',
  );

function notAMessage({ text, encoding }: DecodedText, start: number): Issue {
  if (text.startsWith('FHS', start) || text.startsWith('BHS', start))
    return error(errorCode.segmentSequence, 'FHS', 'A batch: send its messages one at a time');
  const head = text.slice(start, start + 8);
  const isWide = /^\0{0,3}[A-Z]\0/.test(head) || /^utf-(?:16|32)/.test(encoding);
  if (isWide)
    return error(errorCode.dataType, 'MSH', 'UTF-16 or UTF-32, and not HL7: ASTM must be sent in UTF-8');
  return error(errorCode.segmentSequence, 'MSH', 'Not an HL7 v2 message: it must start with an MSH segment');
}

const severalMessages = (): Issue =>
  error(
    errorCode.segmentSequence,
    'MSH[2]',
    'The body contains several messages: send each in its own block',
  );
