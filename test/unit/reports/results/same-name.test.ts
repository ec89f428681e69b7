import { describe, expect, test } from '@jest/globals';
import { isSameName, namesOf } from '../../../../lib/reports/results/same-name.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

/** A result with this OBX-5; words without `^` are a text. */
function named(value: string) {
  const type = value.includes('^') ? 'CWE' : 'ST';
  const [observation] = onlyPart(
    anOru({ results: [{ 2: type, 3: 'ORG^Organism^L', 4: '1', 5: value, 6: '' }] }),
  ).observations;
  if (observation === undefined) throw new Error('no result');
  return observation;
}

const ECOLI = '112283007^Escherichia coli^SCT';

describe('two names of one thing', () => {
  test.each([
    ['only words that get a code', '^Escherichia coli', ECOLI],
    ['a text that gets a code', 'ESCHERICHIA COLI', ECOLI],
    ['another code system, and the old code as the alternate', 'ECO^E. coli^L', `${ECOLI}^ECO^E. coli^L`],
    ['another code system with the same words', 'ECO^Escherichia coli^L', ECOLI],
    ['the same code in other words', ECOLI, '112283007^E. coli^SCT'],
  ])('%s', (_, one, other) => {
    expect(isSameName(named(one), named(other))).toBe(true);
    expect(isSameName(named(other), named(one))).toBe(true);
  });

  test.each([
    ['other words and another code', ECOLI, '56415008^Klebsiella pneumoniae^SCT'],
    ['an equal code of another system', '1^Escherichia coli^L', '1^Proteus mirabilis^X'],
    [
      'two codes of one system with one alternate',
      '56415008^Klebsiella^SCT^GNR^Rods^L',
      '73457008^Proteus^SCT^GNR^Rods^L',
    ],
    [
      'two codes without words, with the words of one alternate',
      '56415008^^SCT^GNR^Rods^L',
      '73457008^^SCT^GNR^Rods^L',
    ],
    ['no value at all', ECOLI, ''],
  ])('%s are two', (_, one, other) => {
    expect(isSameName(named(one), named(other))).toBe(false);
    expect(isSameName(named(other), named(one))).toBe(false);
  });

  test('a number has no name', () => {
    const [observation] = onlyPart(anOru({ results: [{ 2: 'NM', 5: '5' }] })).observations;
    expect(observation && namesOf(observation)).toEqual([]);
  });
});
