import { expect, test } from '@jest/globals';
import { readCodeCsv } from '../../../lib/terminology/code-csv.ts';

const line = (code: string, system?: string, to = 'X', display?: string, toSystem?: string) => ({
  code,
  system,
  to: { code: to, display, system: toSystem },
});

test('a line says which code becomes which', () => {
  const text = 'code,system,to_code,to_display,to_system\nGLU,L,2345-7,Glucose,LN\nNA,,N,,\n';
  expect(readCodeCsv(text)).toEqual({
    lines: [line('GLU', 'L', '2345-7', 'Glucose', 'LN'), line('NA', undefined, 'N')],
    problems: [],
  });
});

test('columns may stand in any order, in any case, and with a byte order mark before them', () => {
  expect(readCodeCsv('\ufeffTO_CODE, Code\r\nX, GLU \r\n').lines).toEqual([line('GLU')]);
});

test('the same code of another system is another', () => {
  expect(readCodeCsv('code,system,to_code\nA,L,X\nA,M,X\nA,,X\n').lines).toHaveLength(3);
});

test.each([
  ['an unknown column', 'code,to_code,color\n'],
  ['no code', 'system,to_code\n'],
  ['no to_code', 'code,system\n'],
  ['a word of programmers', 'code,to_code,constructor\n'],
  ['nothing at all', ''],
])('a map with %s in its first line is refused as a whole', (_, text) => {
  expect(readCodeCsv(`${text}A,B,C\n`)).toEqual({
    lines: [],
    problems: [
      {
        line: 1,
        message:
          'the columns are code, system, to_code, to_display, to_system; code and to_code are required',
      },
    ],
  });
});

test('every problem has its line, and the other lines are read', () => {
  const { lines, problems } = readCodeCsv('code,to_code\nA,X\n,X\nB,\nA,Y\nC,X\n');
  expect(lines).toEqual([line('A'), line('C')]);
  expect(problems).toEqual([
    { line: 3, message: 'has no code, or no to_code' },
    { line: 4, message: 'has no code, or no to_code' },
    { line: 5, message: 'has the same code and system as line 2' },
  ]);
});

test('text that is no CSV is a problem with its line', () => {
  const { lines, problems } = readCodeCsv('code,to_code\nA,"X\n');
  expect(lines).toEqual([]);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.line).toBeGreaterThan(1);
});

test('codes that are words of programmers are codes', () => {
  expect(readCodeCsv('code,to_code\nconstructor,X\n__proto__,X\n').lines).toEqual([
    line('constructor'),
    line('__proto__'),
  ]);
});
