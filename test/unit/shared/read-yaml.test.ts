import { describe, expect, test } from '@jest/globals';
import { lineIn, readYaml } from '../../../lib/shared/read-yaml.ts';
import { fc } from '../../support/property.ts';

const problemsOf = (text: string) => {
  const read = readYaml(text);
  return read.ok ? [] : read.problems;
};

test('the content of a file is a value, and an empty file is nothing', () => {
  expect(readYaml('a: [1, "x"]\nb: &b { c: true }\nd: *b\n')).toEqual({
    ok: true,
    content: { a: [1, 'x'], b: { c: true }, d: { c: true } },
  });
  expect(readYaml('')).toEqual({ ok: true, content: null });
});

test('what is not YAML has its line', () => {
  expect(problemsOf('a: 1\nb: [')).toEqual([{ line: 2, message: expect.stringContaining('Flow sequence') }]);
});

test('no more than twenty problems are told', () => {
  expect(problemsOf('a: "\\q"\n'.repeat(50))).toHaveLength(20);
});

describe.each([
  ['that are not closed', '['.repeat(20_000)],
  ['that are closed', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['of maps', '{a: '.repeat(20_000)],
  ['of keys', `${'{'.repeat(5000)}${'}'.repeat(5000)}`],
  ['of dashes', `\n${'- '.repeat(20_000)}x`],
])('nested lists %s', (_, text) => {
  test('are one problem with its line', () => {
    const [problem, ...others] = problemsOf(`a: 1\nb: ${text}`);
    expect(problem).toEqual({
      line: expect.any(Number),
      message: 'its lists and maps are nested too deeply',
    });
    expect(problem?.line).toBeGreaterThan(1);
    expect(others).toEqual([]);
  });
});

test.each([
  ['of nothing', 'a: *b'],
  ['of a merge of nothing', '<<: *b'],
  [
    'that grow',
    [
      'a: &a [x]',
      ...[...'bcde'].map((one, at) => `${one}: &${one} [${Array(9).fill(`*${'abcd'[at]}`)}]`),
    ].join('\n'),
  ],
])('aliases %s are a problem of the file', (_, text) => {
  expect(problemsOf(text)).toEqual([{ message: expect.stringContaining('aliases') }]);
});

test('no text is an exception', () => {
  const piece = fc.constantFrom(
    'a',
    ': ',
    '\n',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a ',
    '!!x ',
    '|',
    '"',
    "'",
    '<<',
    '? ',
    '#',
    '%',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      expect(typeof readYaml(pieces.join('')).ok).toBe('boolean');
    }),
  );
});

test.each<readonly [readonly PropertyKey[], number | undefined]>([
  [['b', 1, 'c'], 4],
  [['b', 1, 'missing'], 3],
  [['b', 0], 2],
  [['missing'], undefined],
])('the line of %j is that of the value, or of the nearest one around it', (path, line) => {
  expect(lineIn('a: 1\nb: [x,\n  {\n    c: 2 }]\n', path)).toBe(line);
});
