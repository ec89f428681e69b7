import { describe, expect, test } from '@jest/globals';
import { decodeIso2022, decodeRun, encodeIso2022, isDesignation } from '../../src/charset/iso-2022.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('ISO 2022', () => {
  test.each([
    ['ASCII alone', '41 42', 'AB'],
    ['kanji and back', '1b2442 3b33 4544 1b2842 41', '山田A'],
    ['JIS X 0208 of 1978', '1b2440 3b33', '山'],
    ['JIS X 0212', '1b242844 3021', '丂'],
    ['katakana in seven bits', '1b2849 31', 'ｱ'],
    ['katakana in eight bits', 'b1', 'ｱ'],
    ['a line that starts in ASCII again', '1b2442 3b33 0d 41', '山\rA'],
  ])('reads %s', (_, hex, expected) => {
    expect(decodeIso2022(bytes(hex))).toBe(expected);
  });

  test.each([
    ['an escape that names no set', '41 1b2459', 1],
    ['half a character', '1b2442 3b', 3],
    ['a byte of no set', '41 80', 1],
  ])('tells where %s stands', (_, hex, badByte) => {
    expect(decodeIso2022(bytes(hex))).toEqual({ badByte });
  });

  test('decodes the run of an escape sequence of HL7', () => {
    expect(decodeRun('$B', ';3')).toBe('山');
    expect(decodeRun('(Z', 'x')).toBeUndefined();
    expect(decodeRun('$B', '\u0101')).toBeUndefined();
  });

  test('knows the designations of the Japanese sets', () => {
    expect(['(B', '(J', '(I', '$B', '$@', '$(D'].every(isDesignation)).toBe(true);
    expect(isDesignation('$A')).toBe(false);
  });

  test('writes the switches that a text needs, and ends in ASCII', () => {
    const table = new Map([
      ['A', [0x41]],
      ['山', [0xbb, 0xb3]],
      ['ｱ', [0x8e, 0xb1]],
    ]);
    const encoded = encodeIso2022('A山ｱA', (character) => table.get(character));
    expect(Buffer.from(encoded ?? []).toString('hex')).toBe(
      '41' + '1b2442' + '3b33' + '1b2849' + '31' + '1b2842' + '41',
    );
    expect(encodeIso2022('中', (character) => table.get(character))).toBeUndefined();
  });
});
