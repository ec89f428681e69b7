import type { Value } from './observation.ts';

/**
 * Whether a text contains a number to which a unit applies: `5-10`, `>1:80`, `1+`, `trace (15)`. Digits in a
 * name or an ordinal do not count: `COVID-19`, `H1N1`, `SARS-CoV-2`, `2nd`.
 */
export const statesNumber = (text: string): boolean =>
  /(?<![\p{L}\p{N}_])(?<!\p{L}[-‐–.])\d+(?!\d|(?:st|nd|rd|th)(?!\p{L}))/iu.test(text);

/** Whether a unit applies to the value: it is a number, or text that contains one. */
export const bearsUnit = ({ kind, text }: Value): boolean =>
  kind === 'quantity' || kind === 'range' || kind === 'ratio' || (kind === 'text' && statesNumber(text));

/** Whether a text ends in its own unit: `250 mg/dL`, `5-10 /HPF`, `12 %`. */
export const namesUnit = (text: string): boolean =>
  /\d\s*(?:\/\s*\p{L}|%|[\p{L}µ]+\/\p{L})[^\d]*$/u.test(text);
