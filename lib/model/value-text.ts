import type { Value } from './observation.ts';

/**
 * Whether text states a number, which a unit belongs to: `5-10`, `>1:80`, `1+`, `trace (15)`. Digits of a name or
 * an ordinal state none: `COVID-19`, `H1N1`, `SARS-CoV-2`, `2nd`.
 */
export const statesNumber = (text: string): boolean =>
  /(?<![\p{L}\p{N}_])(?<!\p{L}[-‐–.])\d+(?!\d*(?:st|nd|rd|th)(?!\p{L}))/iu.test(text);

/** Whether a unit says something of the value: of a number, and of text that states one. */
export const bearsUnit = ({ kind, text }: Value): boolean =>
  kind === 'quantity' || kind === 'range' || kind === 'ratio' || (kind === 'text' && statesNumber(text));

/** Whether text ends in a unit of its own: `250 mg/dL`, `5-10 /HPF`, `12 %`. */
export const namesUnit = (text: string): boolean =>
  /\d\s*(?:\/\s*\p{L}|%|[\p{L}µ]+\/\p{L})[^\d]*$/u.test(text);
