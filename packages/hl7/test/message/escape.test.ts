import { describe, expect, test } from '@jest/globals';
import { anyDelimiters } from '../../../../test/support/delimiters.ts';
import { anyText, fc } from '../../../../test/support/property.ts';
import { size } from '../../../../test/support/size.ts';
import { defaultDelimiters } from '../../src/message/delimiters.ts';
import { decodeEscapes, encodeEscapes, encodeFormattedText, isEncodable } from '../../src/message/escape.ts';

const decode = (text: string): string => decodeEscapes(text, defaultDelimiters);

describe('escape sequences', () => {
  test.each([
    ['a\\F\\b', 'a|b'],
    ['a\\S\\b\\T\\c\\R\\d\\E\\e', 'a^b&c~d\\e'],
    ['one\\.br\\two', 'one\ntwo'],
    ['one\\.sp2\\two', 'one\n\ntwo'],
    ['one\\X0D0A\\two', 'one\r\ntwo'],
    ['5 \\XC2B5\\g', '5 µg'],
    ['5 \\XB5\\g', '5 µg'],
    ['one\\X000d\\two', 'one\u0000\rtwo'],
    ['\\H\\bold\\N\\', 'bold'],
    ['a\\Z9\\b', 'a\\Z9\\b'],
    ['C:\\temp', 'C:\\temp'],
    ['50\\% \\F\\', '50\\% |'],
    ['one\\.ce\\two', 'one\ntwo'],
    ['\\.in+4\\one', 'one'],
    ['1\\P\\2', '1#2'],
    ['\\M2442\\4A;z\\C2842\\ is kanji', '漢字 is kanji'],
    ['\\M242844\\0!\\C2842\\', '丂'],
    ['\\C2849\\1\\C2842\\\\F\\', 'ｱ|'],
    ['\\M2442\\4\\C2842\\', '\\M2442\\4\\C2842\\'.slice(0, 8)],
    ['\\C7A7A\\x', '\\C7A7A\\x'],
  ])('%s reads as %j', (encoded, decoded) => {
    expect(decode(encoded)).toBe(decoded);
  });

  test('a message without an escape character has no escapes', () => {
    expect(decodeEscapes('a\\F\\b', { ...defaultDelimiters, escape: '' })).toBe('a\\F\\b');
  });

  test('what is encoded comes back, and holds no delimiter, whatever the delimiters are', () => {
    fc.assert(
      fc.property(anyDelimiters, fc.array(anyText), (delimiters, pieces) => {
        const text = pieces.join(Object.values(delimiters).join('\r\n'));
        const encoded = encodeEscapes(text, delimiters);
        const { escape: mark, ...others } = delimiters;
        for (const delimiter of [...Object.values(others), '\r', '\n'])
          expect(encoded).not.toContain(delimiter);
        expect(decodeEscapes(encoded, delimiters)).toBe(text);
        expect(mark).toHaveLength(1);
      }),
      { numRuns: size({ short: 100, long: 1000 }) },
    );
  });

  test('formatted text keeps its lines', () => {
    const encoded = encodeFormattedText('one\r\ntwo|\nthree', defaultDelimiters);
    expect(encoded).toBe('one\\.br\\two\\F\\\\.br\\three');
    expect(decode(encoded)).toBe('one\ntwo|\nthree');
  });

  test('a message without an escape character holds no delimiter in a value', () => {
    const delimiters = { ...defaultDelimiters, escape: '' };
    expect(isEncodable('a^b', delimiters)).toBe(false);
    expect(isEncodable('a b', delimiters)).toBe(true);
    expect(isEncodable('a^b', defaultDelimiters)).toBe(true);
  });
});
