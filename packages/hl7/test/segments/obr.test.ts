import { expect, test } from '@jest/globals';
import { readObr } from '../../src/segments/obr.ts';
import { fieldsOf } from '../support/segment.ts';

const rolesOf = (source: string) => readObr(fieldsOf('OBR', { 15: source })).specimenRoles;

test('OBR-15.7 is a role in sub-components, in each repetition', () => {
  expect(rolesOf('SER&Serum^^^^^^Q&Control&HL70369~SER^^^^^^P')).toEqual([
    { codes: ['Q'], texts: ['Control'] },
    { codes: ['P'], texts: [] },
  ]);
});

test.each([
  ['nothing', ''],
  ['a source and a body site', 'SER&Serum^^^ARM&Arm^L^R'],
  ['a person of another field', '5555^PRIMARY^PAT^^^^MD^^LEVEL SEVEN'],
])('OBR-15 of %s names no role', (_, source) => {
  expect(rolesOf(source)).toEqual([]);
});

test('OBR-15 as a coded element is a type, and no additive with a description', () => {
  const sourceOf = (source: string) => readObr(fieldsOf('OBR', { 15: source })).specimenSource;
  expect(sourceOf('SER^Serum^HL70070')).toMatchObject({
    type: { code: 'SER', text: 'Serum', system: 'HL70070' },
  });
  expect(sourceOf('SER^Serum^HL70070')).not.toHaveProperty('additive');
  expect(sourceOf('SER^EDTA^from the line')).toMatchObject({
    type: { code: 'SER' },
    additive: { code: 'EDTA' },
    description: 'from the line',
  });
});
