import { expect, test } from '@jest/globals';
import { isNoGrowth, isNothingGrown, mayBeOrganism } from '../../../lib/model/organisms.ts';

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

test.each<[string, Parameters<typeof isNothingGrown>[0], boolean]>([
  ['No growth', text('No growth'), true],
  ['No growth after 5 days', text(' No growth after 5 days'), true],
  ['the code of SNOMED CT', coded('264868006', 'Keine Keime'), true],
  ['Negative', coded('NEG', 'Negative'), true],
  ['another word that begins alike', text('No growthX'), false],
  ['an organism', coded('112283007', 'Escherichia coli'), false],
  ['an amount', text('Many'), false],
  ['a number', { kind: 'quantity' as const, text: '0', number: '0' }, false],
])('%s says that nothing grew, or not', (_, value, isNegative) => {
  expect(isNothingGrown(value)).toBe(isNegative);
});

test.each<[string, Parameters<typeof isNoGrowth>[0], boolean]>([
  ['No growth after 5 days', text('No growth after 5 days'), true],
  ['Sterile to date', text('Sterile to date'), true],
  ['German words', text('Kein Wachstum nach 48 h'), true],
  ['a code with these words', coded('NG', 'No growth'), true],
  ['Negative', text('Negative'), false],
  ['a number', { kind: 'quantity' as const, text: '0', number: '0' }, false],
])('%s says in so many words that nothing grew, or not', (_, value, isSaid) => {
  expect(isNoGrowth(value)).toBe(isSaid);
});
