import { expect, test } from '@jest/globals';
import { knownRoleWords, roleOf, wordsOfRoles } from '../../../../lib/normalize/elements/specimen-role.ts';

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
