import { expect, test } from '@jest/globals';
import { mayBeOrganism } from '../../../lib/model/organisms.ts';

const text = (words: string) => ({ kind: 'text' as const, text: words });
const coded = (code: string, display: string) => ({
  kind: 'coded' as const,
  text: display,
  concept: { codings: [{ code, display }] },
});

test.each([
  ['many', text('Many')],
  ['an amount of growth', text(' heavy growth ')],
  ['no growth', text('No growth')],
  ['a count', text('>100,000 CFU/mL')],
  ['a grade', text('1+')],
  ['an answer in words', coded('260373001', 'Detected')],
  ['an answer by its code', coded('NR', 'no antibodies')],
  ['a number', { kind: 'quantity' as const, text: '5', number: '5' }],
])('%s names no organism', (_, value) => {
  expect(mayBeOrganism(value)).toBe(false);
});

test.each([
  ['words', text('Escherichia coli')],
  ['a code', coded('112283007', 'Escherichia coli')],
  ['a long text', text(`1 ${'x'.repeat(100)}`)],
  ['a word that objects have', text('constructor')],
])('%s may name an organism', (_, value) => {
  expect(mayBeOrganism(value)).toBe(true);
});
