import { error, errorCode } from '../issue.ts';
import { failure, type Result, success } from '../result.ts';
import { type Encoding, ISO_2022_JP, US_ASCII, UTF_32_BE, UTF_32_LE } from './character-sets.ts';
import { encodeIso2022 } from './iso-2022.ts';

/** Encoding a decoded text gives back its exact bytes: each character has only one form. */
export const isReversible = (encoding: Encoding): boolean =>
  encoding === 'utf-8' || encoding === US_ASCII || /^(?:utf-|windows-125|iso-8859-)/.test(encoding);

/** Encodes a text. Fails if the encoding lacks one of its characters. */
export function encodeText(text: string, encoding: Encoding): Result<Uint8Array> {
  const encoded = text.isWellFormed() ? encodeIn(text, encoding) : undefined;
  return encoded === undefined
    ? failure(
        error(
          errorCode.dataType,
          undefined,
          `The character set ${encoding} lacks a character of the text. Choose another one in MSH-18`,
        ),
      )
    : success(encoded);
}

function encodeIn(text: string, encoding: Encoding): Uint8Array | undefined {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text, 'utf8');
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16();
    case UTF_32_LE:
    case UTF_32_BE:
      return encodeUtf32(text, encoding === UTF_32_LE);
    case US_ASCII:
      return isAsciiText(text) ? Buffer.from(text, 'latin1') : undefined;
    case ISO_2022_JP:
      return encodeIso2022(text, (character) => tableOf('euc-jp').get(character));
    default:
      return isAsciiText(text) ? Buffer.from(text, 'latin1') : encodeByTable(text, encoding);
  }
}

/** In UTF-8, every character outside ASCII takes more than one byte. */
const isAsciiText = (text: string): boolean => Buffer.byteLength(text, 'utf8') === text.length;

function encodeUtf32(text: string, isLittleEndian: boolean): Uint8Array {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const view = new DataView(new ArrayBuffer(codes.length * 4));
  codes.forEach((code, index) => {
    view.setUint32(index * 4, code, isLittleEndian);
  });
  return new Uint8Array(view.buffer);
}

function encodeByTable(text: string, encoding: Encoding): Uint8Array | undefined {
  const table = tableOf(encoding);
  const isGb18030 = encoding === 'gb18030';
  const encoded: number[] = [];
  for (const character of text) {
    const bytes = table.get(character) ?? (isGb18030 ? beyondBasicPlane(character) : undefined);
    if (bytes === undefined) return undefined;
    encoded.push(...bytes);
  }
  return Uint8Array.from(encoded);
}

const tables = new Map<Encoding, ReadonlyMap<string, readonly number[]>>();

/**
 * The platform decodes these sets but does not encode them, so the table is built by decoding every sequence
 * once.
 */
function tableOf(encoding: Encoding): ReadonlyMap<string, readonly number[]> {
  const known = tables.get(encoding);
  if (known !== undefined) return known;
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const table = new Map<string, readonly number[]>();
  for (const bytes of sequencesOf(encoding)) {
    const character = decodeOne(decoder, bytes);
    if (character !== undefined && !table.has(character)) table.set(character, bytes);
  }
  tables.set(encoding, table);
  return table;
}

function decodeOne(decoder: InstanceType<typeof TextDecoder>, bytes: readonly number[]): string | undefined {
  try {
    const text = decoder.decode(Uint8Array.from(bytes));
    return [...text].length === 1 ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Every sequence that may stand for one character, shortest first. */
function* sequencesOf(encoding: Encoding): Generator<readonly number[]> {
  // GB 18030 decodes 80 as the euro sign but encodes the euro sign as A2 E3
  const singles = encoding === 'gb18030' ? 0x80 : 0x100;
  for (let byte = 0; byte < singles; byte++) yield [byte];
  if (/^(?:windows-125|iso-8859-)/.test(encoding)) return;
  for (let lead = 0x81; lead < 0xff; lead++)
    for (let trail = 0x40; trail < 0xff; trail++) yield [lead, trail];
  if (encoding === 'euc-jp')
    for (let row = 0xa1; row < 0xff; row++)
      for (let cell = 0xa1; cell < 0xff; cell++) yield [0x8f, row, cell];
  if (encoding === 'gb18030') yield* fourByteSequences();
}

/** GB 18030 numbers the planes beyond the first in sequences of four bytes, starting at 90 30 81 30. */
function beyondBasicPlane(character: string): readonly number[] | undefined {
  const index = (character.codePointAt(0) ?? 0) - 0x10000;
  if (index < 0) return undefined;
  return fourBytes(0x90, index);
}

const fourBytes = (first: number, index: number): readonly number[] => [
  first + Math.floor(index / 12_600),
  0x30 + (Math.floor(index / 1260) % 10),
  0x81 + (Math.floor(index / 10) % 126),
  0x30 + (index % 10),
];

/** GB 18030's sequences for the rest of the Basic Multilingual Plane. */
function* fourByteSequences(): Generator<readonly number[]> {
  for (let index = 0; index < 39_420; index++) yield fourBytes(0x81, index);
}
