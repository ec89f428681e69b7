import { expect, test } from '@jest/globals';
import {
  isNumberedAsControl,
  knownRoleWords,
  namesControlMaterial,
  roleOf,
  wordsOfRoles,
} from '../../../../lib/normalize/elements/specimen-role.ts';

const roleNamed = (codes: readonly string[], texts: readonly string[] = [], words = knownRoleWords) =>
  roleOf({ codes, texts }, words);

test.each([
  [['p'], [], 'P'],
  [[], ['Patient  Specimen'], 'P'],
  [['X1', 'Q'], [], 'Q'],
  [['Q', 'C'], [], 'Q'],
  [['P', 'P'], ['Patient', 'Patient'], 'P'],
])('codes %j and texts %j are %s', (codes, texts, role) => {
  expect(roleNamed(codes, texts)).toBe(role);
});

test.each([
  [['P', 'Q'], []],
  [['P'], ['Control']],
  [['P'], ['patient, pooled']],
  [[], ['Control specimen']],
  [['K7'], []],
])('codes %j and texts %j are no role of the table', (codes, texts) => {
  expect(roleNamed(codes, texts)).not.toMatch(/^[A-Z]$/);
});

test('the source’s own words go before all others, whatever their case', () => {
  const words = wordsOfRoles({ roles: { Probe: 'P', Kontrolle: 'Q', R: 'P' } });
  expect(roleNamed(['R'], [], words)).toBe('P');
  expect(roleNamed([], ['KONTROLLE'], words)).toBe('Q');
  expect(roleNamed(['P'], ['Kontrolle'], words)).toBe('P / Kontrolle');
  expect(roleNamed(['R'])).toBe('R');
});

test.each(['constructor', '__proto__', 'toString'])('the word %s is a word like any other', (word) => {
  expect(roleNamed([word])).toBe(word.toUpperCase());
});

test('a type is control material by few words', () => {
  const types = [
    'control',
    'Control material',
    'Quality  control',
    'QC level 1',
    'Calibrators',
    'proficiency',
  ];
  expect(types.filter((type) => !namesControlMaterial(type))).toEqual([]);
  const others = ['Infection control swab', 'Serum', 'Pooled urine', 'Controlled void', 'QCX', ''];
  expect(others.filter(namesControlMaterial)).toEqual([]);
});

test('a number is control material by its first word', () => {
  const numbers = [
    'CONTROL-1',
    'control',
    'QC',
    'qc12',
    'QC_LOT4711',
    'Calibrator#2',
    'CTRL 1',
    'BACKGROUND',
    'Blank 2',
  ];
  expect(numbers.filter((number) => !isNumberedAsControl(number))).toEqual([]);
  const others = ['QC20391', 'CONTROLLER', 'QCA-1', 'S-QC-1', 'CAL-7', 'BLANKENSHIP', ''];
  expect(others.filter(isNumberedAsControl)).toEqual([]);
});
