import { describe, expect, test } from '@jest/globals';
import { AstmRecord, defaultAstmDelimiters } from '../../src/astm/record.ts';

const record = (line: string): AstmRecord => new AstmRecord(line, 1, defaultAstmDelimiters);

describe('a record of LIS2-A2', () => {
  const result = record('r|1|^^^GLU^1.0\\^^^K| 5.8 |mmol/L||H||F');

  test('counts its fields from 1, which is its type', () => {
    expect(result.type).toBe('R');
    expect(result.value(2)).toBe('1');
    expect(result.value(4)).toBe('5.8');
    expect(result.value(5)).toBe('mmol/L');
    expect(result.value(6)).toBeUndefined();
    expect(result.value(99)).toBeUndefined();
  });

  test('has repetitions of components', () => {
    expect(result.repetitions(3)).toEqual([
      ['', '', '', 'GLU', '1.0'],
      ['', '', '', 'K'],
    ]);
    expect(result.components(3)[3]).toBe('GLU');
    expect(result.value(3, 4)).toBe('GLU');
    expect(result.repetitions(6)).toEqual([]);
  });

  test('gives a field as it was sent', () => {
    expect(result.raw(4)).toBe(' 5.8 ');
    expect(result.raw(50)).toBe('');
  });

  test('names places as issues do', () => {
    expect([result.at(), result.at(4)]).toEqual(['R[1]', 'R[1]-4']);
  });

  test('decodes escapes; what is none stands for itself', () => {
    expect(record('C|1|I|a&F&b&S&c&R&d&E&e').value(4)).toBe('a|b^c\\d&e');
    expect(record('C|1|I|R&D').value(4)).toBe('R&D');
  });
});
