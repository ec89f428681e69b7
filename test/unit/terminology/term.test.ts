import { expect, test } from '@jest/globals';
import { termSchema } from '../../../lib/terminology/term.ts';

test('a line of a map may leave out everything', () => {
  expect(termSchema.parse({})).toEqual({});
});

test('a line keeps each of its parts', () => {
  const term = {
    code: 'GLU',
    system: 'L',
    unit: 'MG/DL',
    specimens: ['SER'],
    loinc: '2345-7',
    display: 'Glucose',
    ucum: 'mg/dL',
    conversion: { to: 'mmol/L', factor: 0.0555, offset: 0 },
  };
  expect(termSchema.parse(term)).toEqual(term);
});

test.each([
  [{ code: 7 }],
  [{ specimens: 'SER' }],
  [{ conversion: { to: 'mmol/L', factor: 2 } }],
  [{ conversion: { to: 'mmol/L', factor: '2', offset: 0 } }],
])('%j is no line', (term) => {
  expect(termSchema.safeParse(term).success).toBe(false);
});
