import { describe, expect, test } from '@jest/globals';
import { toReferenceRange } from '../../../../lib/normalize/elements/reference-range.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

const mgPerDl = { codings: [{ code: 'mg/dL' }] };
const rangeOf = (text: string) => toReferenceRange(text, undefined, mgPerDl);

describe('a range that names no unit, or the value’s, has that of the value', () => {
  test.each([
    ['70-99', '70', '99'],
    ['70 - 99 mg/dL', '70', '99'],
    ['70-99mg/dl', '70', '99'],
    ['(70 to 99 MG/DL)', '70', '99'],
    ['70–99 mg / dL', '70', '99'],
    ['70 - 99 (mg/dL)', '70', '99'],
    ['70-99 mg/dL fasting', '70', '99'],
    ['<= 99 mg/dL', undefined, '99'],
    ['≥70', '70', undefined],
  ])('%s', (text, low, high) => {
    const range = rangeOf(text);
    expect([range?.low, range?.high, range?.unit]).toEqual([low, high, undefined]);
    expect(range?.text).toBe(text);
  });
});

describe('a range that names another unit keeps it', () => {
  test.each([
    ['3.9-5.6 mmol/L', 'mmol/L', 'mmol/L'],
    ['3.9-5.6mmol/L', 'mmol/L', 'mmol/L'],
    ['(3.9 - 5.6 mmol/l)', 'mmol/l', 'mmol/L'],
    ['0.7 to 0.99 g/L', 'g/L', 'g/L'],
    ['4.5-11.0 10*3/uL', '10*3/uL', '10*3/uL'],
    ['4.5-11.0 x10^3/uL', 'x10^3/uL', '10*3/uL'],
    ['>= 3.9 mmol/L: fasting', 'mmol/L', 'mmol/L'],
    ['<= 10 %', '%', '%'],
    ['3.9-5.6 [mmol/L]', 'mmol/L', 'mmol/L'],
    ['3.9-5.6 mmol/L (70-99 mg/dL)', 'mmol/L', 'mmol/L'],
  ])('%s', (text, name, ucum) => {
    const range = rangeOf(text);
    expect(range?.low ?? range?.high).toBeDefined();
    expect(range?.unit).toEqual({
      codings: [{ code: name }, { code: ucum, system: 'UCUM', isMapped: true }],
    });
  });
});

describe('a range of which something cannot be read is text', () => {
  test.each([
    '3.9-5.6 COI',
    '3.9-5.6 mg%',
    '10-20 adult',
    '3.9 mmol/L - 5.6 mmol/L',
    'mmol/L 3.9-5.6',
    '3-5-7',
    '18-65 2',
    '<130 optimal',
    'Negative',
    '70_105',
    '99-70',
  ])('%s', (text) => {
    expect(rangeOf(text)).toEqual({ text });
  });
});

test('of a source that writes decimal commas, a doubtful limit makes no range', () => {
  expect(toReferenceRange('1.234-2.345', ',')).toEqual({ text: '1.234-2.345' });
  expect(toReferenceRange('0,4-2,345', ',')).toMatchObject({ low: '0.4', high: '2.345' });
});

test('a range in a unit of its own is not converted with its value', () => {
  const [observation] = onlyPart(anOru({ results: [{ 7: '3.9-5.6 mmol/L' }] })).observations;
  expect(observation?.referenceRange).toMatchObject({
    low: '3.9',
    unit: { codings: [{ code: 'mmol/L' }, {}] },
  });
});

test('a long range is read once from end to end', () => {
  const started = performance.now();
  for (const text of [`(${' '.repeat(200_000)}x`, '1'.repeat(200_000), `1-${'2 '.repeat(100_000)}`])
    toReferenceRange(text, undefined);
  expect(performance.now() - started).toBeLessThan(500);
});
