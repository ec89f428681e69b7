import type { Value } from './observation.ts';

/**
 * Whether a text is a number in words, to which a unit applies: `5-10`, `>1:80`, `1+`, `trace (15)`. The number begins or
 * ends the text, with two words at most. Sentences have no unit (`Repeat in 2 weeks`), and digits in a name or an
 * ordinal do not count: `COVID-19`, `H1N1`, `SARS-CoV-2`, `2nd`.
 */
export const statesNumber = (text: string): boolean =>
  text.length <= MAX_LENGTH && hasFewWords(text) && isAtAnEnd(text) && hasNumber(text);

/** No number in words is longer. */
const MAX_LENGTH = 80;

const hasFewWords = (text: string): boolean => (text.match(/\p{L}{2,}/gu)?.length ?? 0) <= 2;

const isAtAnEnd = (text: string): boolean => /^[^\p{L}\d]*\d|\d\p{L}?[^\p{L}\d]*$/u.test(text);

const hasNumber = (text: string): boolean =>
  /(?<![\p{L}\p{N}_])(?<!\p{L}[-‐–.])\d+(?!\d|(?:st|nd|rd|th)(?!\p{L}))/iu.test(text);

/** Whether a unit applies to the value: it is a number, or text that contains one. */
export const bearsUnit = ({ kind, text }: Value): boolean =>
  kind === 'quantity' || kind === 'range' || kind === 'ratio' || (kind === 'text' && statesNumber(text));

/** Whether a text ends in its own unit: `250 mg/dL`, `5-10 /HPF`, `12 %`. */
export const namesUnit = (text: string): boolean =>
  /\d\s*(?:\/\s*\p{L}|%|[\p{L}µ]+\/\p{L})[^\d]*$/u.test(text);

/** Whether a text ends in this unit, in capitals or not. */
export const endsWithUnit = (text: string, unit: string): boolean =>
  text.toLowerCase().endsWith(unit.toLowerCase());
