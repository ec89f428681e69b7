import { isAscii, isUtf8 } from 'node:buffer';
import { error, errorCode, type Issue, warning } from '../issue.ts';
import {
  type Encoding,
  encodingOf,
  encodingOfAll,
  ISO_2022_JP,
  US_ASCII,
  UTF_32_BE,
  UTF_32_LE,
} from './character-sets.ts';
import { isReversible } from './encode-text.ts';
import { decodeIso2022, ESCAPE } from './iso-2022.ts';

export interface DecodedText {
  /** Every character received, including a byte order mark. */
  readonly text: string;
  readonly encoding: Encoding;
  readonly issues: readonly Issue[];
}

/** The header is looked for in this many bytes. */
const HEAD_BYTES = 4096;

/** The encoding for bytes that fit no other: it maps every byte to a character, so that none is lost. */
export const LAST_RESORT = 'windows-1252';

const none: readonly Issue[] = [];

/** `Issue.reason` of a text whose delimiters may be parts of characters. */
export const SHIFTED = 'charset';

/**
 * Decodes the bytes of one message by its byte order mark, otherwise MSH-18, otherwise the source's own
 * character set, otherwise UTF-8. Bytes that do not fit are read as Windows-1252 and reported with their
 * offset; they are never replaced silently. If such a byte stands before a delimiter, an issue with reason
 * `SHIFTED` is added: in Shift_JIS, Big5 and GB 18030 both may be one character.
 */
export function decodeText(bytes: Uint8Array, sourceCharset?: string): DecodedText {
  const marked = byteOrderMark(bytes);
  if (marked !== undefined) return decodeAs(bytes, marked, none);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const assumed = sourceCharset === undefined ? undefined : encodingOf(sourceCharset);
  if (isAscii(buffer) && !buffer.includes(ESCAPE)) {
    const text = buffer.toString('latin1');
    const { encoding, issues } = chooseEncoding(text, assumed);
    return { text, encoding, issues };
  }
  const head = buffer.toString('latin1', 0, HEAD_BYTES);
  const hidden = hiddenEncoding(head, buffer, assumed);
  if (hidden !== undefined) return decodeAs(buffer, hidden, none);
  const { encoding, issues } = chooseEncoding(head, assumed);
  return decodeAs(buffer, encoding, issues);
}

interface Choice {
  readonly encoding: Encoding;
  readonly issues: readonly Issue[];
}

function chooseEncoding(head: string, assumed: Encoding | undefined): Choice {
  const declared = declaredCharsets(head);
  const named = declared === undefined ? undefined : encodingOfAll(declared);
  // UTF-16 and UTF-32 were already recognized by their first bytes
  if (named !== undefined && /^utf-(?:16|32)/.test(named))
    return { encoding: 'utf-8', issues: [contradictedCharset] };
  if (named !== undefined) return { encoding: named, issues: none };
  return {
    encoding: assumed ?? 'utf-8',
    issues:
      declared === undefined
        ? none
        : [warning(errorCode.tableValue, 'MSH-18', 'MSH-18 names no character set of HL7 table 0211')],
  };
}

/** Sets in which the second byte of a character can equal a delimiter. */
const hidingEncodings: readonly Encoding[] = ['shift_jis', 'gb18030', 'big5', ISO_2022_JP];

/**
 * The encoding of a header whose fields can be separated only with that encoding: the one that MSH-18 names
 * when read with it, or the source's own if MSH-18 is empty.
 */
function hiddenEncoding(head: string, bytes: Buffer, assumed: Encoding | undefined): Encoding | undefined {
  const line = bytes.subarray(0, head.search(/[\r\n]|$/));
  if (isAscii(line) && !line.includes(ESCAPE)) return undefined;
  return hidingEncodings.find((encoding) => {
    const text = decodeExactly(line, encoding);
    if (typeof text !== 'string') return false;
    const declared = declaredCharsets(text);
    return declared === undefined ? encoding === assumed : encodingOfAll(declared) === encoding;
  });
}

function decodeAs(bytes: Uint8Array, encoding: Encoding, issues: readonly Issue[]): DecodedText {
  const decoded = decodeExactly(bytes, encoding);
  if (typeof decoded === 'string') {
    // text of a single-byte set is almost never valid UTF-8 by chance
    const isDoubtful =
      isReversible(encoding) && !encoding.startsWith('utf') && isUtf8(bytes) && !isAscii(bytes);
    return { text: decoded, encoding, issues: isDoubtful ? [...issues, doubtfulCharset] : issues };
  }
  // many senders declare ASCII without having thought about it
  const utf8 = encoding === US_ASCII ? decodeExactly(bytes, 'utf-8') : undefined;
  const readAs = typeof utf8 === 'string' ? 'utf-8' : LAST_RESORT;
  const text = typeof utf8 === 'string' ? utf8 : decoderOf(LAST_RESORT).decode(bytes);
  const misfit = warning(
    errorCode.dataType,
    `byte ${decoded.badByte}`,
    `Bytes do not fit the character set ${encoding}; read as ${readAs}. Set MSH-18, or the source's charset`,
  );
  const isShifted = readAs === LAST_RESORT && hasHighByteBefore(delimitersIn(text), bytes);
  return { text, encoding: readAs, issues: [...issues, misfit, ...(isShifted ? [shifted] : [])] };
}

/** The delimiters that the header declares, each a single-byte character. */
function delimitersIn(text: string): string {
  const start = text.indexOf('MSH');
  const [declared = ''] = text.slice(start + 4, start + 9).split(text.charAt(start + 3));
  return `${text.charAt(start + 3)}${declared}`;
}

/** True if a byte beyond ASCII stands directly before one of these delimiters. */
export function hasHighByteBefore(delimiters: string, bytes: Uint8Array): boolean {
  const codes = new Set(Buffer.from(delimiters, 'latin1'));
  return bytes.some((byte, index) => byte >= 0x80 && codes.has(bytes[index + 1] ?? 0));
}

/** True if a delimiter byte is the second byte of a character in this set. */
export function hidesDelimiters(delimiters: string, bytes: Uint8Array, encoding: Encoding): boolean {
  if (!hidingEncodings.includes(encoding) || isAscii(bytes)) return false;
  const decoded = decodeExactly(bytes, encoding);
  const asBytes = Buffer.from(bytes).toString('latin1');
  return (
    typeof decoded === 'string' &&
    [...delimiters].some((one) => decoded.split(one).length !== asBytes.split(one).length)
  );
}

export const shifted: Issue = {
  ...error(
    errorCode.dataType,
    'MSH-18',
    'Bytes that fit no declared character set stand before delimiters, which may be parts of characters',
  ),
  reason: SHIFTED,
};

const contradictedCharset = warning(
  errorCode.dataType,
  'MSH-18',
  'MSH-18 names a character set with two or four bytes per character, but the bytes have one; read as UTF-8',
);

const doubtfulCharset = warning(
  errorCode.dataType,
  'MSH-18',
  'The bytes look like UTF-8, but were read with the character set that MSH-18 names',
);

interface Misfit {
  /** The 0-based offset of the first byte that cannot be decoded. */
  readonly badByte: number;
}

function decodeExactly(bytes: Uint8Array, encoding: Encoding): string | Misfit {
  switch (encoding) {
    case US_ASCII: {
      const badByte = bytes.findIndex((byte) => byte > 0x7f);
      return badByte === -1 ? decoderOf('utf-8').decode(bytes) : { badByte };
    }
    case UTF_32_BE:
    case UTF_32_LE:
      return decodeUtf32(bytes, encoding === UTF_32_LE);
    case ISO_2022_JP:
      return decodeIso2022(bytes);
    default:
      return decodeStandard(bytes, encoding);
  }
}

const decoders = new Map<Encoding, InstanceType<typeof TextDecoder>>();

/**
 * One decoder per encoding: a decoder keeps no state between whole texts, and costs more to make than a short
 * text to decode.
 */
function decoderOf(encoding: Encoding): InstanceType<typeof TextDecoder> {
  const known = decoders.get(encoding);
  if (known !== undefined) return known;
  const made = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  decoders.set(encoding, made);
  return made;
}

function decodeStandard(bytes: Uint8Array, encoding: Encoding): string | Misfit {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (encoding === 'utf-8' && isUtf8(buffer)) return buffer.toString('utf8');
  if (encoding === 'windows-1252' && isLatin1(buffer)) return buffer.toString('latin1');
  try {
    return decoderOf(encoding).decode(bytes);
  } catch (cause) {
    if (!isInvalidData(cause)) throw cause;
    return { badByte: firstBadByte(bytes, encoding) };
  }
}

/** No byte is one of those in which Windows-1252 differs from ISO 8859-1. */
function isLatin1(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80 && byte < 0xa0) return false;
  return true;
}

const isInvalidData = (cause: unknown): boolean =>
  typeof cause === 'object' &&
  cause !== null &&
  'code' in cause &&
  cause.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';

/** A binary search. */
function firstBadByte(bytes: Uint8Array, encoding: Encoding): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return good;
}

function decodeUtf32(bytes: Uint8Array, isLittleEndian: boolean): string | Misfit {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const code = at + 4 > bytes.length ? -1 : view.getInt32(at, isLittleEndian);
    if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return { badByte: at };
    pieces.push(String.fromCodePoint(code));
  }
  return pieces.join('');
}

/** The encoding that the first bytes show, regardless of MSH-18. */
export function byteOrderMark(bytes: Uint8Array): Encoding | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0x4d && b === 0x53) return undefined;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? UTF_32_LE : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0 && b === 0) return isWideM(c, d) ? UTF_32_BE : undefined;
  // no mark, but "M" with zero bytes beside it
  if (a === 0 && b === 0x4d && c === 0) return 'utf-16be';
  if (a === 0x4d && b === 0) return c === 0 ? UTF_32_LE : 'utf-16le';
  return undefined;
}

/** The last two bytes of a UTF-32 byte order mark, or of an "M" in UTF-32. */
const isWideM = (c: number | undefined, d: number | undefined): boolean =>
  (c === 0xfe && d === 0xff) || (c === 0 && d === 0x4d);

/**
 * The repetitions of MSH-18; undefined if it is empty. In every set that reaches this function the header is
 * ASCII.
 */
function declaredCharsets(head: string): readonly string[] | undefined {
  const start = head.startsWith('MSH') ? 0 : head.slice(0, HEAD_BYTES).indexOf('MSH');
  if (start === -1) return undefined;
  const separator = head.charCodeAt(start + 3);
  // the separator itself is MSH-1
  let number = 1;
  let from = 0;
  let at = start + 3;
  for (; at < head.length && !isLineEnd(head.charCodeAt(at)); at++) {
    if (head.charCodeAt(at) !== separator) continue;
    number++;
    if (number === 18) from = at + 1;
    if (number === 19) break;
  }
  return from === 0 ? undefined : charsetNames(head.slice(from, at), head[start + 5] ?? '~');
}

const isLineEnd = (code: number): boolean => code === 0x0d || code === 0x0a;

function charsetNames(field: string, repetition: string): readonly string[] | undefined {
  if (field.trim() === '' || field === '""') return undefined;
  return field.split(repetition);
}
