import { describe, expect, test } from '@jest/globals';
import { cleanText, isCode, joined } from '../../../../lib/render/fhir/text.ts';

describe('what may be a FHIR code', () => {
  test.each(['F', 'GLU', 'two words', '<', '10*3/uL', 'Ä', 'constructor'])('%j may', (text) => {
    expect(isCode(text)).toBe(true);
  });

  test.each(['', ' ', ' F', 'F ', 'two  blanks', 'a\tb', 'a\nb', 'a\u00a0b'])('%j may not', (text) => {
    expect(isCode(text)).toBe(false);
  });

  test('a text of a million characters is judged at once', () => {
    expect(isCode(`${'a '.repeat(500_000)} `)).toBe(false);
    expect(isCode('a'.repeat(1_000_000))).toBe(true);
  });
});

describe('text for FHIR', () => {
  test.each(['\u0000', '\u0001', '\u0007', '\b', '\u000b', '\f', '\u000e', '\u001b', '\u001f', '\u007f'])(
    'the control character %j becomes a blank',
    (character) => {
      expect(cleanText(`a${character}b`)).toBe('a b');
    },
  );

  // the pattern of a FHIR string has no blanks but these: [ \r\n\t\S]
  test.each(['\u00a0', '\u2003', '\u2028', '\u3000', '\ufeff'])(
    'the blank %j becomes an ordinary one',
    (blank) => {
      expect(cleanText(`a${blank}b`)).toBe('a b');
    },
  );

  test('tabs and ends of lines stay', () => {
    expect(cleanText('a\tb\r\nc')).toBe('a\tb\r\nc');
  });

  test.each([undefined, '', ' ', '\n', '\u0000\u0001'])('%j says nothing', (text) => {
    expect(cleanText(text)).toBeUndefined();
  });

  test('blanks at the ends go, blanks within stay', () => {
    expect(cleanText('  a  b ')).toBe('a  b');
  });
});

describe('words that belong together', () => {
  test('those that are missing leave no gap', () => {
    expect(joined(['Dr', undefined, 'Amara', undefined])).toBe('Dr Amara');
    expect(joined(['W3', undefined, 'B'], ', ')).toBe('W3, B');
  });

  test.each([[[]], [[undefined]], [['']], [[' ', '\u0000']]])('%j are none', (words) => {
    expect(joined(words)).toBeUndefined();
  });

  test('control characters are none of them', () => {
    expect(joined(['a\u0000', 'b'])).toBe('a  b');
  });
});
