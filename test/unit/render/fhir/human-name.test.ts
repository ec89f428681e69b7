import { expect, test } from '@jest/globals';
import { toHumanName } from '../../../../lib/render/fhir/human-name.ts';

test('a name has each of its parts, and the given names in their order', () => {
  expect(
    toHumanName({ family: 'Okafor', given: ['Amara', 'N'], prefix: 'Ms', suffix: 'Jr', use: 'L' }),
  ).toEqual({
    use: 'official', // XPN-7
    family: 'Okafor', // XPN-1
    given: ['Amara', 'N'], // XPN-2, XPN-3
    prefix: ['Ms'], // XPN-5
    suffix: ['Jr'], // XPN-4
  });
});

test.each([
  ['L', 'official'],
  ['D', 'usual'],
  ['M', 'maiden'],
  ['N', 'nickname'],
  ['S', 'anonymous'],
  ['T', 'temp'],
])('%s of HL7 table 0200 is %s', (use, expected) => {
  expect(toHumanName({ family: 'Okafor', given: [], use })?.use).toBe(expected); // HumanName.use
});

test.each([undefined, '', 'l', 'X', 'U'])('a use that FHIR has no word for is left out: %j', (use) => {
  expect(toHumanName({ family: 'Okafor', given: [], use })).toEqual({ family: 'Okafor' });
});

test('parts that say nothing are not there', () => {
  expect(toHumanName({ family: ' ', given: ['', 'Amara', '\u0000'], prefix: '', suffix: ' ' })).toEqual({
    given: ['Amara'],
  });
});

test('a name that says nothing is none', () => {
  expect(toHumanName({ given: [] })).toBeUndefined();
  expect(toHumanName({ family: '\u0001', given: [' '] })).toBeUndefined();
});

test('a name is text, also where it is a word of programmers', () => {
  expect(toHumanName({ family: 'constructor', given: ['__proto__'] })).toEqual({
    family: 'constructor',
    given: ['__proto__'],
  });
});
