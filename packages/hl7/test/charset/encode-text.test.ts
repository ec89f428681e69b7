import { describe, expect, test } from '@jest/globals';
import { decodeText } from '../../src/charset/charset.ts';
import { encodeText, isReversible } from '../../src/charset/encode-text.ts';

const bytesOf = (text: string, encoding: string): string | undefined => {
  const encoded = encodeText(text, encoding);
  return encoded.ok ? Buffer.from(encoded.value).toString('hex') : undefined;
};

describe('a text is encoded', () => {
  test.each([
    ['us-ascii', 'Lind', '4c696e64'],
    ['utf-8', 'Müller', '4dc3bc6c6c6572'],
    ['windows-1252', 'Müller €', '4dfc6c6c65722080'],
    ['iso-8859-5', 'Иван', 'b8d2d0dd'],
    ['utf-16be', 'é', '00e9'],
    ['utf-16le', 'é', 'e900'],
    ['utf-32be', 'é', '000000e9'],
    ['utf-32le', 'é', 'e9000000'],
    ['gb18030', '€😀', 'a2e39439fc36'],
    ['shift_jis', 'ｱ', 'b1'],
    ['euc-kr', '가', 'b0a1'],
    ['big5', '中', 'a4a4'],
    ['iso-2022-jp', '山田', '1b2442' + '3b33' + '4544' + '1b2842'],
  ])('in %s', (encoding, text, expected) => {
    expect(bytesOf(text, encoding)).toBe(expected);
  });

  test.each([
    ['us-ascii', 'é'],
    ['windows-1252', '中'],
    ['iso-8859-5', 'é'],
    ['utf-8', '\ud800'],
  ])('but not where %s lacks a character', (encoding, text) => {
    expect(bytesOf(text, encoding)).toBeUndefined();
  });

  test('the failure names the character set and not the text', () => {
    const encoded = encodeText('é', 'us-ascii');
    expect(encoded.ok ? '' : encoded.issues[0]?.message).toContain('us-ascii');
    expect(JSON.stringify(encoded)).not.toContain('é');
  });
});

test('what may be read back byte for byte is known', () => {
  expect(['utf-8', 'us-ascii', 'windows-1252', 'iso-8859-2', 'utf-16le'].every(isReversible)).toBe(true);
  expect(['shift_jis', 'iso-2022-jp', 'gb18030'].some(isReversible)).toBe(false);
});

test('what was encoded is decoded again by the name in MSH-18', () => {
  const message = 'MSH|^~\\&|||||||ACK|1|P|2.5.1||||||8859/1\rPID|||1||Müller\r';
  const encoded = encodeText(message, 'windows-1252');
  expect(encoded.ok ? decodeText(encoded.value).text : '').toBe(message);
});
