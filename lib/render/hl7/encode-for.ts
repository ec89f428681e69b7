import { encodingOf } from '@labwire/hl7/charset/character-sets';
import { encodeText } from '@labwire/hl7/charset/encode-text';
import { defaultDelimiters } from '@labwire/hl7/message/delimiters';
import { encodeEscapes } from '@labwire/hl7/message/escape';

/** Replacements for characters that laboratories use and that small character sets lack. */
const plainer: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    '～': '~',
    '〜': '~',
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
  }),
);

/**
 * A message in a character set of HL7 table 0211. A character that the set lacks is replaced by a plainer one
 * (`>=`, `u`, a letter without its accent). Undefined if a character has no replacement, for example in a
 * name in another script.
 */
export function encodeFor(message: string, charset: string): Uint8Array | undefined {
  const encoding = encodingOf(charset);
  if (encoding === undefined) return undefined;
  const whole = encodeStrictly(message, encoding);
  if (whole !== undefined) return whole;
  const fitted: string[] = [];
  for (const [run] of message.matchAll(runs)) {
    const isFit = run <= '\u007f' || encodeStrictly(run, encoding) !== undefined;
    const text = isFit ? run : plainerOf(run);
    if (text === undefined) return undefined;
    // the replacement may be a delimiter, and the message is escaped already
    fitted.push(isFit ? text : encodeEscapes(text, defaultDelimiters));
  }
  return encodeStrictly(fitted.join(''), encoding);
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻';
/** A power is one unit of replacement; everything else is replaced character by character. */
const runs = new RegExp(`[${superscripts}]+|[^]`, 'gu');

/**
 * The plainer spelling of a character or a power. Undefined if every replacement would change the meaning, for
 * example that of a letter of another script or of an unusual sign.
 */
function plainerOf(run: string): string | undefined {
  if (superscripts.includes(run.charAt(0)))
    return `^${Array.from(run, (digit) => '0123456789+-'.charAt(superscripts.indexOf(digit))).join('')}`;
  const known = plainer.get(run);
  if (known !== undefined) return known;
  // letters without their accents, and digits of another width
  return /^[\p{L}\p{Nd}]$/u.test(run) ? run.normalize('NFKD').replaceAll(/\p{Mark}/gu, '') : undefined;
}

function encodeStrictly(text: string, encoding: string): Uint8Array | undefined {
  const encoded = encodeText(text, encoding);
  if (!encoded.ok) return undefined;
  // ISO 8859 sets are decoded as Windows sets, which have characters in place of control codes
  const isWindows = encoding === 'windows-1252' || encoding === 'windows-1254';
  return isWindows && encoded.value.some((byte) => byte >= 0x80 && byte < 0xa0) ? undefined : encoded.value;
}
