import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defaultDelimiters } from '../../../lib/hl7/delimiters.ts';
import { decodeEscapes, encodeEscapes } from '../../../lib/hl7/escape.ts';

const decode = (text: string): string => decodeEscapes(text, defaultDelimiters);

describe('escape sequences', () => {
  test.each([
    ['a\\F\\b', 'a|b'],
    ['a\\S\\b\\T\\c\\R\\d\\E\\e', 'a^b&c~d\\e'],
    ['one\\.br\\two', 'one\ntwo'],
    ['one\\.sp2\\two', 'one\n\ntwo'],
    ['one\\X0D0A\\two', 'one\ntwo'],
    ['5 \\XC2B5\\g', '5 µg'],
    ['5 \\XB5\\g', '5 µg'],
    ['one\\X000d\\two', 'one\u0000\ntwo'],
    ['\\H\\bold\\N\\', 'bold'],
    ['a\\Z9\\b', 'a\\Z9\\b'],
    ['C:\\temp', 'C:\\temp'],
    ['50\\% \\F\\', '50\\% |'],
  ])('%s reads as %j', (encoded, decoded) => {
    expect(decode(encoded)).toBe(decoded);
  });

  test('a message without an escape character has no escapes', () => {
    expect(decodeEscapes('a\\F\\b', { ...defaultDelimiters, escape: '' })).toBe('a\\F\\b');
  });

  test('what is encoded comes back, and holds no delimiter', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('|', '^', '~', '\\', '&', '\n', 'F', 'X0D', 'a', '.br', ' ') }),
        (text) => {
          const encoded = encodeEscapes(text, defaultDelimiters);
          expect(encoded).not.toMatch(/[|^~&\r\n]/);
          expect(decode(encoded)).toBe(text);
        },
      ),
    );
  });
});
