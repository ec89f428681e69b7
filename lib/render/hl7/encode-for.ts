import { encodingOf } from '../../hl7/character-sets.ts';
import { encodeText } from '../../hl7/encode-text.ts';

/** What laboratories write and small character sets lack, in characters that every set has. */
const plainer: Readonly<Record<string, string>> = {
  '≤': '<=',
  '≥': '>=',
  '≠': '<>',
  '±': '+/-',
  '×': 'x',
  '÷': '/',
  µ: 'u',
  μ: 'u',
  '°': ' deg ',
  '–': '-',
  '—': '-',
  '−': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '•': '*',
  '€': 'EUR',
  '\u00a0': ' ',
  ß: 'ss',
  ø: 'o',
  Ø: 'O',
  æ: 'ae',
  Æ: 'Ae',
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  κ: 'kappa',
  λ: 'lambda',
};

/**
 * A message in a character set of HL7 table 0211. A character that the set lacks is written plainer (`>=`,
 * `u`, a letter without its accent); undefined where even that cannot be written: a name in another script.
 */
export function encodeFor(message: string, charset: string): Uint8Array | undefined {
  const encoding = encodingOf(charset);
  if (encoding === undefined) return undefined;
  const whole = encodeStrictly(message, charset, encoding);
  if (whole !== undefined) return whole;
  const fitted = Array.from(message, (character) => plainerOf(character, charset, encoding)).join('');
  return encodeStrictly(fitted, charset, encoding);
}

function plainerOf(character: string, charset: string, encoding: string): string {
  if (character <= '\u007f' || encodeStrictly(character, charset, encoding) !== undefined) return character;
  return plainer[character] ?? character.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
}

function encodeStrictly(text: string, charset: string, encoding: string): Uint8Array | undefined {
  const encoded = encodeText(text, encoding);
  if (!encoded.ok) return undefined;
  // ISO 8859-1 is read as Windows-1252 here, and other readers take that at its word
  const isBeyond = charset === '8859/1' && encoded.value.some((byte) => byte >= 0x80 && byte < 0xa0);
  return isBeyond ? undefined : encoded.value;
}
