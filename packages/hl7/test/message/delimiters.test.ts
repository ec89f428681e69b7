import { describe, expect, test } from '@jest/globals';
import { defaultDelimiters, isDelimiter, readDelimiters } from '../../src/message/delimiters.ts';

const read = (text: string) => {
  const result = readDelimiters(text);
  return result.ok ? result.value : result.issues[0]?.at;
};

describe('delimiters', () => {
  test.each(['MSH|^~\\&|LIS', 'FHS|^~\\&|LIS', 'BHS|^~\\&|'])('of %s are the usual ones', (text) => {
    expect(read(text)).toEqual(defaultDelimiters);
  });

  test('may be any other', () => {
    expect(read('MSH#!*%$#LIS')).toMatchObject({
      ...{ field: '#', component: '!', repetition: '*', escape: '%', subcomponent: '$' },
    });
  });

  test('a fifth is the truncation character of v2.7', () => {
    expect(read('MSH|^~\\&#|LIS')).toMatchObject({ truncation: '#' });
  });

  test('an escape character that was escaped itself is one', () => {
    expect(read('MSH|^~\\\\&|LIS')).toMatchObject({ escape: '\\', subcomponent: '&', truncation: undefined });
  });

  test('those that are not declared cut nothing up', () => {
    expect(read('MSH|^~|LIS')).toMatchObject({ escape: '', subcomponent: '' });
    expect(read('MSH||LIS')).toMatchObject({ component: '^', repetition: '~' });
  });

  test.each([
    ['MSH', 'MSH-1'],
    ['MSHA', 'MSH-1'],
    ['MSH |', 'MSH-1'],
    ['MSH|^^~|', 'MSH-2'],
    ['MSH|A~\\&|', 'MSH-2'],
    ['MSH|^~\\&#!|', 'MSH-2'],
  ])('%j is refused at %s', (text, at) => {
    expect(read(text)).toBe(at);
  });

  test.each([
    ['|', true],
    ['^', true],
    ['A', false],
    ['1', false],
    [' ', false],
    ['\x7f', false],
    ['\r', false],
  ])('%j may be one: %s', (character, expected) => {
    expect(isDelimiter(character)).toBe(expected);
  });
});
