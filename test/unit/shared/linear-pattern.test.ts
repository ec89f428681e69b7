import { describe, expect, test } from '@jest/globals';
import { readPattern } from '../../../lib/shared/linear-pattern.ts';
import { fc } from '../../support/property.ts';

function matches(source: string, text: string): boolean {
  const read = readPattern(source);
  if (!read.ok) throw new Error(read.problem);
  return read.pattern.test(text);
}

describe('a pattern matches as JavaScript says', () => {
  test.each([
    ['^QC', 'QC17', 'AQC17'],
    ['QC$', '17QC', 'QC17'],
    ['^(?:QC|CTRL)-?\\d{2,4}$', 'CTRL-123', 'CTRL-1'],
    ['^[A-Z]{2}\\d+$', 'AB1', 'A1'],
    ['^[^0-9]', 'Q', '1'],
    ['\\bQC\\b', 'A QC 1', 'AQC1'],
    ['\\BQC', 'AQC', 'QC'],
    ['^.$', 'Q', '\n'],
    ['^\\x51\\u0043[\\]]$', 'QC]', 'QCC'],
    ['^(?<level>L[12])?x', 'L2x', 'L3x'],
    ['^a{x$', 'a{x', 'ax'],
    ['^a{2}b{1,}c{0,1}$', 'aab', 'ab'],
    ['', '', undefined],
    ['a|', 'x', undefined],
    ['^$|^-$', '-', '--'],
  ])('%s', (source, match, other) => {
    expect(matches(source, match)).toBe(true);
    expect(new RegExp(source).test(match)).toBe(true);
    if (other === undefined) return;
    expect(matches(source, other)).toBe(false);
    expect(new RegExp(source).test(other)).toBe(false);
  });

  test('whatever its parts are, and whatever the text is', () => {
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => {
      const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '^', '$', '\\b', '\\B', '');
      const group = tie('pattern').map((inner) => `(?:${inner})`);
      const sign = fc.constantFrom('', '', '?', '*', '+', '{2}', '{0,2}', '{1,3}?');
      const repeated = fc.tuple(fc.oneof({ depthSize: 'small' }, atom, group), sign);
      const part = repeated.map(([body, times]) =>
        /^(?:\^|\$|\\[bB]|)$/.test(body) ? body : `${body}${times}`,
      );
      return {
        pattern: fc
          .array(fc.array(part, { maxLength: 3 }), { minLength: 1, maxLength: 2 })
          .map((choices) => choices.map((parts) => parts.join('')).join('|')),
      };
    });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', '\n'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (source, input) => {
        const read = readPattern(source);
        fc.pre(read.ok);
        return read.ok && read.pattern.test(input) === new RegExp(source).test(input);
      }),
    );
  });
});

describe('no text makes a pattern slow', () => {
  test.each([
    '^(QC-?)+(\\d+)*$',
    '^(a+)+$',
    '^(a|a)*$',
    '^(a*)*b',
    '^(\\w+\\s?)*$',
    '(x+x+)+y',
    '^(.*)*(.*)*$',
  ])('%s ends, where JavaScript would take years', (source) => {
    for (const letter of ['QC', 'a', '0', 'x', '\n'])
      expect(matches(source, `QC${letter.repeat(250)}!`)).toBe(source.endsWith('(.*)*$') && letter !== '\n');
  });
});

describe('a pattern is refused', () => {
  test.each([
    ['a syntax error', '(', 'not a regular expression'],
    ['a back reference', '(a)\\1', 'not supported'],
    ['a named back reference', '(?<x>a)\\k<x>', 'not supported'],
    ['a look ahead', 'a(?=b)', 'not supported'],
    ['a negative look ahead', 'a(?!b)', 'not supported'],
    ['a look behind', '(?<=a)b', 'not supported'],
    ['a negative look behind', '(?<!a)b', 'not supported'],
    ['an octal escape', '\\07', 'not supported'],
    ['a great length', 'a'.repeat(201), '200 characters'],
    ['a great repetition', 'a{501}', 'too large'],
    ['repetitions of repetitions', '((((a{9}){9}){9}){9}){9}', 'too large'],
    ['great repetitions of nothing', '((){999999999}){999999999}', 'too large'],
    ['optional repetitions of nothing', '((){0,999999999}){0,999999999}', 'too large'],
  ])('for %s', (_, source, problem) => {
    expect(readPattern(source)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });
});
