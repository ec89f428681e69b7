import { describe, expect, test } from '@jest/globals';
import { encodeFor } from '../../../../lib/render/hl7/encode-for.ts';

const latin1 = (text: string): string | undefined => {
  const bytes = encodeFor(text, '8859/1');
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1');
};

test('UTF-8 holds everything as it is', () => {
  const text = 'OBX|1|ST|≤ 5 µmol/L|Ωμέγα|𝛼';
  expect(Buffer.from(encodeFor(text, 'UNICODE UTF-8') ?? []).toString('utf8')).toBe(text); // MSH-18
});

test('a set that nobody knows is none', () => {
  for (const name of ['', 'constructor', 'KLINGON']) expect(encodeFor('a', name)).toBeUndefined();
});

test('what the set has stays: letters with accents in ISO 8859-1', () => {
  expect(latin1('Größe é µ °')).toBe('Größe é µ °');
});

describe('what the set lacks is written plainer', () => {
  test.each([
    ['≤ 5', '<= 5'],
    ['≥ 5', '>= 5'],
    ['3–5', '3-5'],
    ['−3', '-3'],
    ['“x” ‘y’', '"x" \'y\''],
    ['5 €', '5 EUR'],
    ['α', 'alpha'],
    ['č', 'c'],
    ['Ż', 'Z'],
    ['５', '5'],
  ])('%s as %s', (text, expected) => {
    expect(latin1(text)).toBe(expected);
  });

  test('in ASCII also accents and micro', () => {
    expect(Buffer.from(encodeFor('Größe µL é', 'ASCII') ?? []).toString('latin1')).toBe('Grosse uL e');
  });

  test('a power is one, and its caret is no delimiter', () => {
    expect(latin1('x10⁶/L ≤')).toBe('x10\\S\\6/L <=');
    expect(latin1('10⁻¹²')).toBe('10\\S\\-12');
  });

  test('what comes in the place of a character is escaped, and what was escaped stays so', () => {
    expect(latin1('a～b\\T\\c|d ≤')).toBe('a\\R\\b\\T\\c|d <=');
  });
});

test.each(['Ω', '王', 'Иван', '☠', '😀'])('%s cannot be written plainer, and nothing is', (text) => {
  expect(latin1(`OBX|${text}`)).toBeUndefined();
});

test('the controls of ISO 8859-1 are never those characters that Windows has there', () => {
  expect(Array.from(encodeFor('5 €', '8859/1') ?? [])).toEqual([...Buffer.from('5 EUR')]);
});

test('a message of a megabyte is written at once', () => {
  expect(encodeFor('é'.repeat(200_000), 'ASCII')).toHaveLength(200_000);
});
