import type { Expected } from '../../../lib/quality/point.ts';

/**
 * A strip whose first control is negative and whose second one is `2+`, within a grade: written from docs/quality.md alone. Each
 * number of a course stands for something that the strip may send.
 */
export interface StripReading {
  /** OBX-2. */
  readonly type: 'ST' | 'CE' | 'CWE';
  /** OBX-5. */
  readonly sent: string;
  /** What it means. Undefined: none of the answers, or more than one. */
  readonly answer?: string;
}

/** As the site describes it. */
export const stripScale = [
  { answer: 'Negative', words: ['NEG'], codes: [{ code: 'N', system: '99STRIP' }] },
  'Trace',
  { answer: '1+', words: ['+'], codes: [{ code: 'P1', system: '99STRIP' }] },
  '2+',
  { answer: '3+', codes: [{ code: 'P3', system: '99STRIP' }] },
  '4+',
];

/** By the first level: right ones, wrong ones, a run that is not valid. */
const negative: ReadonlyMap<string, StripReading> = new Map([
  ['100', { type: 'ST', sent: 'Negative', answer: 'Negative' }],
  ['101', { type: 'ST', sent: 'neg', answer: 'Negative' }],
  ['104', { type: 'CE', sent: 'N^not seen before^99STRIP', answer: 'Negative' }],
  ['121', { type: 'ST', sent: 'TRACE', answer: 'Trace' }],
  ['122', { type: 'CWE', sent: 'P1^1+^99STRIP', answer: '1+' }],
  ['79', { type: 'ST', sent: '2+', answer: '2+' }],
  ['131', { type: 'CE', sent: 'P3^^99STRIP', answer: '3+' }],
  ['69', { type: 'ST', sent: 'Invalid', answer: 'invalid' }],
]);

const positive: ReadonlyMap<string, StripReading> = new Map([
  ['100', { type: 'ST', sent: '2+', answer: '2+' }],
  ['101', { type: 'CE', sent: 'P1^1+^99STRIP', answer: '1+' }],
  ['104', { type: 'ST', sent: ' 3+', answer: '3+' }],
  ['121', { type: 'ST', sent: 'trace', answer: 'Trace' }],
  ['122', { type: 'ST', sent: '+', answer: '1+' }],
  ['79', { type: 'CWE', sent: 'N^Negative^99STRIP', answer: 'Negative' }],
  ['131', { type: 'ST', sent: '4+', answer: '4+' }],
  ['69', { type: 'ST', sent: 'INVALID', answer: 'invalid' }],
]);

/** Part of a word; a code and a text that differ; a code that is not listed, of a system whose codes are. */
const unknown: ReadonlyMap<string, StripReading> = new Map([
  ['<5', { type: 'ST', sent: 'Negativ' }],
  ['<6', { type: 'CE', sent: 'N^1+^99STRIP' }],
  ['<7', { type: 'CE', sent: 'Q9^Negative^99STRIP' }],
]);

export function stripReading(level: string, number: string): StripReading {
  const found = (level === '2' ? positive : negative).get(number) ?? unknown.get(number);
  if (found === undefined) throw new Error(`no reading stands for ${number}`);
  return found;
}

export const stripExpected = (level: string): Expected =>
  level === '2'
    ? { kind: 'grade', text: '2+', accepted: ['1+', '2+', '3+'] }
    : { kind: 'answer', text: 'Negative', accepted: ['Negative'] };
