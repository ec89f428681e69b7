import { describe, expect, test } from '@jest/globals';
import {
  isLongerName,
  isRefinedName,
  namesDescribed,
} from '../../../../lib/reports/isolates/refined-name.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

/** An isolate with this OBX-5; words without `^` are a text. */
function named(value: string) {
  const type = value.includes('^') ? 'CWE' : 'ST';
  const [observation] = onlyPart(
    anOru({ results: [{ 2: type, 3: 'ORG^Organism^L', 4: '1', 5: value, 6: '' }] }),
  ).observations;
  if (observation === undefined) throw new Error('no result');
  return observation;
}

const isBothWays = (one: string, other: string): boolean[] => [
  isRefinedName(named(one), named(other)),
  isRefinedName(named(other), named(one)),
];

test.each([
  ['Escherichia coli', 'ESCHERICHIA  COLI'],
  ['Escherichia coli', 'Escherichia coli.'],
  ['Escherichia coli', 'Escherichia coli (ESBL)'],
  ['Staphylococcus aureus', 'Staph aureus'],
  ['ECO^E. coli^L', '112283007^Escherichia coli^SCT'],
  ['3092008^Staphylococcus aureus^SCT', '115329001^Methicillin resistant Staphylococcus aureus^SCT'],
  ['Enterobacter cloacae', 'Enterobacter cloacae complex'],
  ['Streptococcus agalactiae', 'Streptococcus agalactiae (Group B)'],
  ['Group B Streptococcus', 'Streptococcus Group B'],
  ['Beta-hemolytic Streptococcus, group A', 'Streptococcus pyogenes'],
  ['10000 CFU/mL Escherichia coli', '>100000 CFU/mL Escherichia coli'],
  ['Candida sp.', 'Candida albicans'],
  ['Coagulase negative Staphylococcus', 'Staphylococcus epidermidis'],
  ['Staphylococcus, coagulase negative', 'Staphylococcus epidermidis'],
  ['Streptococcus viridans group', 'Streptococcus mitis'],
  ['Mycobacterium tuberculosis complex', 'Mycobacterium bovis'],
  ['Staphylococcus aureus (MRSA)', 'Staphylococcus aureus (MSSA)'],
  ['Salmonella enterica', 'Salmonella Typhimurium'],
  ['Salmonella group C1', 'Salmonella Choleraesuis'],
  ['Bacteroides fragilis group', 'Bacteroides thetaiotaomicron'],
  ['Staphylococcus epidermidis', 'Coagulase negative Staphylococcus isolated'],
  ['Candida albicans/dubliniensis', 'Candida dubliniensis'],
  ['Klebsiella pneumoniae', 'Klebsiella pneumoniae ssp ozaenae'],
  ['Enterobacter aerogenes', 'Klebsiella aerogenes'],
  ['62592009^Enterobacter aerogenes^SCT', 'KLAER^Klebsiella (Enterobacter) aerogenes^L'],
  ['C. difficile', 'Clostridioides difficile'],
  ['Enterobacter aerogenes', 'Klebsiella aerogenes (formerly Enterobacter aerogenes)'],
  ['Candida glabrata', 'Nakaseomyces glabratus, previously known as Candida glabrata'],
  ['Clostridium difficile toxin B', 'Clostridioides difficile toxin B'],
  ['Candida glabrata', 'Nakaseomyces glabratus'],
  ['Candida glabrata', 'Nakaseomyces glabrata'],
  ['Candida sp.', 'Candida krusei'],
  ['Pseudomonas maltophilia', 'Stenotrophomonas (Xanthomonas) maltophilia'],
  ['S. faecalis', 'Enterococcus faecalis VRE'],
  ['Propionibacterium acnes', 'Cutibacterium acnes'],
])('%s and %s are one organism', (one, other) => {
  expect(isBothWays(one, other)).toEqual([true, true]);
});

describe('two organisms', () => {
  test.each([
    ['another genus', 'Klebsiella pneumoniae', 'Streptococcus pneumoniae'],
    ['another abbreviated genus', 'E. coli', 'Campylobacter coli'],
    ['another species of a renamed genus', 'Enterobacter aerogenes', 'Klebsiella pneumoniae'],
    ['a name given by mistake', 'Enterobacter aerogenes', 'Escherichia coli formerly Enterobacter aerogenes'],
    ['another renamed species', 'Candida krusei', 'Nakaseomyces glabratus'],
    ['a species of the former genus', 'Enterobacter cloacae', 'Klebsiella aerogenes'],
    ['another species of an abbreviated genus', 'E. coli', 'E. faecalis'],
    ['another species of a genus', 'Candida albicans', 'Candida glabrata'],
    ['another species with words in common', 'Candida albicans from urine', 'Candida glabrata from urine'],
    ['another species of Staphylococcus', 'Staphylococcus epidermidis', 'Staphylococcus aureus (MRSA)'],
    ['another group of streptococci', 'Streptococcus group A', 'Streptococcus group B'],
    ['descriptions with a word in common', 'Gram negative rods', 'Gram positive cocci'],
    ['an amount and a name', '100000', '100000 CFU E. coli'],
    ['codes without words', '56415008^^SCT', '73457008^^SCT'],
    ['a name that is denied', 'Salmonella', 'No Salmonella isolated'],
    ['a name that is answered with negative', 'Salmonella', 'Salmonella: negative'],
    [
      'a name that was reported by mistake',
      'Escherichia coli',
      'Klebsiella pneumoniae, formerly reported as Escherichia coli',
    ],
    ['species that a test tells apart', 'Coagulase negative Staphylococcus', 'Staphylococcus aureus'],
  ])('%s', (_, one, other) => {
    expect(isBothWays(one, other)).toEqual([false, false]);
  });

  test('a text that is too long for a name', () => {
    const text = `Escherichia coli ${'and more '.repeat(40)}`;
    expect(isBothWays('Escherichia coli', text)).toEqual([false, false]);
  });
});

test.each([
  ['escherichia coli', 'e. coli', true],
  ['escherichia coli', 'Escherichia coli (ESBL)'.toLowerCase(), true],
  ['klebsiella aerogenes', 'e. aerogenes', true],
  ['candida albicans', 'candida glabrata', false],
  ['salmonella', 'no salmonella isolated', false],
])('whether %s and %s are a longer and a shorter name: %s', (one, other, isOne) => {
  expect([isLongerName(one, other), isLongerName(other, one)]).toEqual([isOne, isOne]);
});

test.each([
  ['Gram negative rods', 'Escherichia coli', true],
  ['Many gram-positive cocci in clusters', 'Staphylococcus aureus', true],
  ['Yeast', '53326005^Candida albicans^SCT', true],
  ['Gram negative rods', 'Staphylococcus aureus', false],
  ['Yeast', 'Escherichia coli', false],
  ['Gram negative rods', 'No Salmonella isolated', false],
  ['Gram negative rods', 'Contaminant', false],
  ['Normal flora', 'Escherichia coli', false],
  ['Escherichia coli', 'Klebsiella pneumoniae', false],
  ['Escherichia coli', 'Gram negative rods', false],
])('whether %s are named %s: %s', (description, name, isNamed) => {
  expect(namesDescribed(named(description), named(name))).toBe(isNamed);
});
