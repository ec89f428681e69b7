import { isUtf8 } from 'node:buffer';
import { decodeRun, isDesignation } from '../charset/iso-2022.ts';
import type { Delimiters } from './delimiters.ts';

/**
 * Decodes the escape sequences of one value (HL7 v2.5.1 §2.7). Highlighting (`\H\`, `\N\`) is dropped;
 * `\.br\` and similar commands become line breaks; `\C..\` and `\M..\` switch between the Japanese character
 * sets. Unknown sequences stay as received.
 */
export function decodeEscapes(value: string, delimiters: Delimiters): string {
  const mark = delimiters.escape;
  if (mark === '' || !value.includes(mark)) return value;
  let decoded = '';
  let at = 0;
  while (at < value.length) {
    const start = value.indexOf(mark, at);
    const end = start === -1 ? -1 : value.indexOf(mark, start + 1);
    if (end === -1) break;
    const sequence = value.slice(start + 1, end);
    decoded += value.slice(at, start);
    const designation = designationOf(sequence);
    if (designation !== undefined) {
      const next = nextSwitch(value, end + 1, mark);
      const run = value.slice(end + 1, next);
      decoded += decodeSwitched(designation, run, delimiters) ?? value.slice(start, next);
      at = next;
      continue;
    }
    const plain = decodeSequence(sequence, delimiters);
    // an unknown sequence is kept; the escape character that ends it may start a real one
    decoded += plain ?? mark;
    at = plain === undefined ? start + 1 : end + 1;
  }
  return decoded + value.slice(at);
}

/**
 * Encodes a value so that no character of it is read as a delimiter; `decodeEscapes` reverses it. A message
 * without an escape character cannot hold delimiters in its values: see `isEncodable`.
 */
export function encodeEscapes(value: string, delimiters: Delimiters): string {
  const special = specialCharacters(delimiters);
  let encoded = '';
  let from = 0;
  for (let at = 0; at < value.length; at++) {
    const character = value.charAt(at);
    if (!special.includes(character)) continue;
    encoded += value.slice(from, at) + encodeCharacter(character, delimiters);
    from = at + 1;
  }
  return from === 0 ? value : encoded + value.slice(from);
}

/** Encodes FT, in which a line break is a formatting command (§2.7.6). */
export const encodeFormattedText = (text: string, delimiters: Delimiters): string =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => encodeEscapes(line, delimiters))
    .join(delimiters.escape === '' ? ' ' : `${delimiters.escape}.br${delimiters.escape}`);

/** A message with these delimiters can hold the value. */
export const isEncodable = (value: string, delimiters: Delimiters): boolean =>
  delimiters.escape !== '' ||
  ![...specialCharacters(delimiters)].some((character) => value.includes(character));

const specialCharacters = (one: Delimiters): string =>
  `${one.field}${one.component}${one.repetition}${one.escape}${one.subcomponent}${one.truncation ?? ''}\r\n\v\x1c`;

function encodeCharacter(character: string, delimiters: Delimiters): string {
  const mark = delimiters.escape;
  if (mark === '') return ' ';
  switch (character) {
    case delimiters.field:
      return `${mark}F${mark}`;
    case delimiters.component:
      return `${mark}S${mark}`;
    case delimiters.subcomponent:
      return `${mark}T${mark}`;
    case delimiters.repetition:
      return `${mark}R${mark}`;
    case mark:
      return `${mark}E${mark}`;
    case '\r':
      return `${mark}X0D${mark}`;
    case '\n':
      return `${mark}X0A${mark}`;
    // start and end of an MLLP block
    case '\v':
      return `${mark}X0B${mark}`;
    case '\x1c':
      return `${mark}X1C${mark}`;
    default:
      return `${mark}P${mark}`;
  }
}

function decodeSequence(sequence: string, delimiters: Delimiters): string | undefined {
  switch (sequence) {
    case 'F':
      return delimiters.field;
    case 'S':
      return delimiters.component;
    case 'T':
      return delimiters.subcomponent === '' ? '&' : delimiters.subcomponent;
    case 'R':
      return delimiters.repetition;
    case 'E':
      return delimiters.escape;
    case 'P':
      return delimiters.truncation ?? '#';
    case 'H':
    case 'N':
      return '';
    default:
      break;
  }
  if (/^X(?:[0-9A-Fa-f]{2})+$/.test(sequence)) return decodeHex(sequence.slice(1));
  const format = /^\.(br|sp|fi|nf|in|ti|sk|ce)\s*([+-]?\d*)$/.exec(sequence);
  if (format === null) return undefined;
  const count = Number(format[2] === '' ? 1 : format[2]);
  if (format[1] === 'br' || format[1] === 'ce') return '\n';
  if (format[1] === 'sp') return '\n'.repeat(bounded(count));
  if (format[1] === 'sk') return ' '.repeat(bounded(count));
  return '';
}

const bounded = (count: number): number => Math.min(Math.max(count, 1), 100);

/** Read as UTF-8 if the bytes are valid UTF-8, otherwise one character per byte. */
function decodeHex(digits: string): string {
  const bytes = Buffer.from(digits, 'hex');
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}

/**
 * The set that `\C2842\` or `\M2442\` switches to (§2.7.2): `(B`, `$B`. Undefined for every other sequence.
 */
function designationOf(sequence: string): string | undefined {
  if (!/^[CM](?:[0-9A-Fa-f]{2}){2,3}$/.test(sequence)) return undefined;
  const designation = Buffer.from(sequence.slice(1), 'hex').toString('latin1');
  return isDesignation(designation) ? designation : undefined;
}

/** Offset of the next switch, or the end of the value. */
function nextSwitch(value: string, from: number, mark: string): number {
  for (let start = value.indexOf(mark, from); start !== -1; start = value.indexOf(mark, start + 1)) {
    const end = value.indexOf(mark, start + 1);
    if (end === -1) break;
    if (designationOf(value.slice(start + 1, end)) !== undefined) return start;
  }
  return value.length;
}

/** After a switch back to ASCII, the other sequences are decoded again. */
const decodeSwitched = (designation: string, run: string, delimiters: Delimiters): string | undefined =>
  designation === '(B' ? decodeEscapes(run, delimiters) : decodeRun(designation, run);
