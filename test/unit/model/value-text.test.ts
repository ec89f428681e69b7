import { expect, test } from '@jest/globals';
import { bearsUnit, endsWithUnit, namesUnit, statesNumber } from '../../../lib/model/value-text.ts';

test.each([
  '5-10',
  '0 - 2',
  '>1:80',
  '1+',
  '+++ 3',
  'trace (15)',
  '1,234',
  '1.234',
  '-5',
  '100K',
  '5x10',
  'TNTC >100',
  'ca. 5',
  'Positive, 1:40',
  '.5 or less',
])('%s states a number', (text) => {
  expect(statesNumber(text)).toBe(true);
});

test.each([
  'NEGATIVE',
  'see note',
  'COVID-19 not detected',
  'SARS-CoV-2',
  'H1N1',
  'HLA-B27 absent',
  'Hepatitis B surface antigen, 2nd generation',
  'the 22nd',
  'Repeat in 2 weeks',
  'Sample 2 hemolyzed',
  '2 specimens were pooled before the measurement',
  '*',
  '',
  '+++',
])('%s states none', (text) => {
  expect(statesNumber(text)).toBe(false);
});

test('a unit belongs to numbers of every form, and to no word, code or time', () => {
  const text = '5';
  expect(bearsUnit({ kind: 'quantity', text, number: '5' })).toBe(true);
  expect(bearsUnit({ kind: 'range', text, low: '1', high: '5' })).toBe(true);
  expect(bearsUnit({ kind: 'ratio', text, numerator: '1', denominator: '5' })).toBe(true);
  expect(bearsUnit({ kind: 'text', text })).toBe(true);
  expect(bearsUnit({ kind: 'text', text: 'five' })).toBe(false);
  expect(bearsUnit({ kind: 'coded', text, concept: { codings: [] } })).toBe(false);
});

test.each(['250 mg/dL', '5-10 /HPF', '5-10/hpf', '12 %', '<20 copies/mL', '3.4 mmol/L (fasting)'])(
  '%s names its unit',
  (text) => {
    expect(namesUnit(text)).toBe(true);
  },
);

test.each(['250', '5-10', '1/2', '1:40', 'mg/dL', 'trace (15)', '5 x 10', '03/02/2026', '100K'])(
  '%s names none',
  (text) => {
    expect(namesUnit(text)).toBe(false);
  },
);

test('a long text is looked through once', () => {
  const started = performance.now();
  statesNumber(`${'A-'.repeat(200_000)}x`);
  statesNumber('A1'.repeat(200_000));
  namesUnit('1 '.repeat(100_000));
  namesUnit(`1${'a'.repeat(200_000)}`);
  expect(performance.now() - started).toBeLessThan(500);
});

test.each([
  ['250 mg/dL', 'mg/dL', true],
  ['5 /hpf', '/HPF', true],
  ['5 mg', 'mg/dL', false],
])('whether %s ends in %s', (text, unit, isSo) => {
  expect(endsWithUnit(text, unit)).toBe(isSo);
});
