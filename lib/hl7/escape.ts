import { isUtf8 } from 'node:buffer';
import type { Delimiters } from './delimiters.ts';

/**
 * Decodes the escape sequences of one value (HL7 v2.5.1 §2.7). Highlighting (`\H\`, `\N\`) has no
 * plain-text form and goes; `\.br\` and its kin become line breaks; what is not a known sequence
 * stays as it came.
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
    const plain = decodeSequence(value.slice(start + 1, end), delimiters);
    decoded += value.slice(at, start);
    if (plain === undefined) {
      // not a sequence: the character stands for itself, and the next may open a real one
      decoded += mark;
      at = start + 1;
    } else {
      decoded += plain;
      at = end + 1;
    }
  }
  return decoded + value.slice(at);
}

/** Encodes a value so that none of its characters is read as a delimiter. */
export function encodeEscapes(value: string, delimiters: Delimiters): string {
  let encoded = '';
  for (const character of value) encoded += encodeCharacter(character, delimiters);
  return encoded;
}

function encodeCharacter(character: string, delimiters: Delimiters): string {
  const mark = delimiters.escape;
  if (mark === '') return isDelimiter(character, delimiters) ? ' ' : character;
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
    default:
      return character;
  }
}

const isDelimiter = (character: string, delimiters: Delimiters): boolean =>
  character === '\r' ||
  character === '\n' ||
  character === delimiters.field ||
  character === delimiters.component ||
  character === delimiters.repetition ||
  (delimiters.subcomponent !== '' && character === delimiters.subcomponent);

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

/** UTF-8 where the bytes are UTF-8, else one character a byte. `\X0D0A\` is one line break, not two. */
function decodeHex(digits: string): string {
  const bytes = Buffer.from(digits, 'hex');
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}
