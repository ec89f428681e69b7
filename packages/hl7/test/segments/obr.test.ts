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

test('OBR names whom to call, who gets a copy, why it was ordered and who took part', () => {
  const obr = readObr(
    fieldsOf('OBR', {
      17: '555-0142',
      28: '61^Lind~62^Hale',
      31: 'R05^Cough^I10',
      32: '51&Moss',
      33: '52&Reed~53&Shah',
      34: 'Shields, Sharon',
      35: '55^Vance^Kit',
    }),
  );
  expect(obr).toMatchObject({
    callBackPhones: [{ number: '555-0142' }], // OBR-17
    copiesTo: [{ id: '61' }, { id: '62' }], // OBR-28
    reasons: [{ code: 'R05' }], // OBR-31
    principalInterpreters: [{ id: '51', family: 'Moss' }], // OBR-32
    assistantInterpreters: [{ id: '52' }, { id: '53' }], // OBR-33
    technicians: [{ family: 'Shields, Sharon' }], // OBR-34
    transcriptionists: [{ id: '55', given: 'Kit' }], // OBR-35
  });
});
