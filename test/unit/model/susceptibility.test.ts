import { describe, expect, test } from '@jest/globals';
import { isSusceptibility } from '../../../lib/model/susceptibility.ts';
import { anOru } from '../../support/messages.ts';
import { onlyPart } from '../../support/normalized.ts';

const isOne = (result: Readonly<Record<number, string>>): boolean => {
  const [observation] = onlyPart(
    anOru({ results: [{ 3: 'CIP^Ciprofloxacin^L', 6: '', ...result }] }),
  ).observations;
  if (observation === undefined) throw new Error('no result');
  return isSusceptibility(observation);
};

describe('a susceptibility', () => {
  test.each<[string, Readonly<Record<number, string>>]>([
    ['a flag beside an MIC', { 2: 'SN', 5: '<=^0.5', 8: 'S' }],
    ['one of several flags', { 2: 'NM', 5: '8', 8: 'N~R' }],
    ['dose dependent', { 2: 'NM', 5: '8', 8: 'SDD' }],
    ['a letter as its value', { 2: 'ST', 5: 'R' }],
    ['a word as its value', { 2: 'ST', 5: 'Susceptible' }],
    ['a code as its value', { 2: 'CE', 5: 'I^Intermediate^L' }],
    ['a code with words in another language', { 2: 'CE', 5: 'R^Résistant^L' }],
    ['a code without words', { 2: 'CE', 5: 'S' }],
    ['a code with the words of EUCAST', { 2: 'CE', 5: 'I^Increased exposure^L' }],
    ['a text without a code', { 2: 'CE', 5: '^resistant' }],
  ])('is told by %s', (_, result) => {
    expect(isOne(result)).toBe(true);
  });

  test.each<[string, Readonly<Record<number, string>>]>([
    ['a number', { 2: 'NM', 5: '0.5' }],
    ['a number that is high', { 2: 'NM', 5: '5.4', 8: 'H' }],
    ['an organism', { 2: 'CE', 5: '112283007^Escherichia coli^SCT' }],
    ['a crossmatch', { 2: 'CE', 5: 'I^Incompatible^L' }],
    ['a serology', { 2: 'CE', 5: 'R^Reactive^L' }],
    ['a microscopy', { 2: 'CE', 5: 'S^Seen^L' }],
    ['a sentence', { 2: 'ST', 5: 'R and S were not tested' }],
    ['no value', { 2: 'ST', 5: '' }],
    ['a word of objects', { 2: 'ST', 5: 'constructor', 8: '__proto__' }],
  ])('is not told by %s', (_, result) => {
    expect(isOne(result)).toBe(false);
  });
});
