import { describe, expect, test } from '@jest/globals';
import { namingOf, readCwe, readNaming } from '../../src/datatypes/coded.ts';
import { fieldsOf } from '../support/segment.ts';

const field = (text: string) => fieldsOf('OBX', { 3: text });

describe('CWE', () => {
  test('has a code, its alternate, and the original text', () => {
    expect(readCwe(field('GLU^Glucose^L^2345-7^Glucose SerPl^LN^1^2^sugar'), 3)).toEqual({
      code: 'GLU',
      text: 'Glucose',
      system: 'L',
      alternateCode: '2345-7',
      alternateText: 'Glucose SerPl',
      alternateSystem: 'LN',
      originalText: 'sugar', // CWE.9; 7 and 8 are versions
    });
  });

  test('the first triplet may be empty', () => {
    expect(readCwe(field('^^^2345-7^^LN'), 3)).toMatchObject({
      alternateCode: '2345-7',
      alternateSystem: 'LN',
    });
    expect(readCwe(field('^^^2345-7^^LN'), 3)?.code).toBeUndefined();
  });

  test('a text without a code is a text', () => {
    expect(readCwe(field('^Glucose'), 3)).toMatchObject({ text: 'Glucose' });
  });

  test('words of an object are codes like any other', () => {
    for (const word of ['constructor', '__proto__', 'toString'])
      expect(readCwe(field(`${word}^${word}^${word}`), 3)).toMatchObject({
        code: word,
        text: word,
        system: word,
      });
  });
});

describe('a naming', () => {
  test('has the codes and texts of all three triplets, the original text last', () => {
    expect(readNaming(field('A^a^L^B^b^LN^^^said^C^c^X'), 3)).toEqual({
      codes: ['A', 'B', 'C'],
      texts: ['a', 'b', 'c', 'said'],
    });
  });

  test('is undefined where all are empty', () => {
    expect(readNaming(field('^^L^^^LN'), 3)).toBeUndefined();
    expect(namingOf(() => undefined)).toBeUndefined();
  });
});
