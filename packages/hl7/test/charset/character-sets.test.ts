import { describe, expect, test } from '@jest/globals';
import { encodingOf, encodingOfAll, isKnownCharset } from '../../src/charset/character-sets.ts';

describe('a name of table 0211', () => {
  test.each([
    ['ASCII', 'us-ascii'],
    ['8859/1', 'windows-1252'],
    ['8859/15', 'iso-8859-15'],
    ['UNICODE UTF-8', 'utf-8'],
    ['UNICODE', 'utf-8'],
    ['GB 18030-2000', 'gb18030'],
    ['BIG-5', 'big5'],
    ['ISO IR87', 'iso-2022-jp'],
    // as senders spell them
    ['utf-8', 'utf-8'],
    ['UTF8', 'utf-8'],
    ['Unicode_UTF-16', 'utf-16be'],
    ['ISO-8859-1', 'windows-1252'],
    ['ISO 8859/5', 'iso-8859-5'],
    ['iso_8859-9', 'windows-1254'],
  ])('%s is %s', (name, encoding) => {
    expect(encodingOf(name)).toBe(encoding);
    expect(isKnownCharset(name)).toBe(true);
  });

  test.each(['', 'EBCDIC', '8859/99', 'constructor', '__proto__', 'toString'])('%j is none', (name) => {
    expect(encodingOf(name)).toBeUndefined();
    expect(isKnownCharset(name)).toBe(false);
  });
});

describe('several in MSH-18', () => {
  test.each([
    [['8859/1'], 'windows-1252'],
    [['', 'ISO IR87'], 'iso-2022-jp'],
    [['ASCII', 'ISO IR87', 'ISO IR159'], 'iso-2022-jp'],
    [['ISO IR14', 'ISO IR87'], 'iso-2022-jp'],
    [['8859/1', 'ISO IR87'], 'windows-1252'],
    [['ASCII', 'WHAT'], 'us-ascii'],
  ])('%j are read as %s', (names, encoding) => {
    expect(encodingOfAll(names)).toBe(encoding);
  });

  test('a first that nobody knows is not guessed', () => {
    expect(encodingOfAll(['WHAT', 'ASCII'])).toBeUndefined();
  });
});
