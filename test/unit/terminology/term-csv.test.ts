import { describe, expect, test } from '@jest/globals';
import { readCsv, readTermCsv, termColumns, writeTermCsv } from '../../../lib/terminology/term-csv.ts';

const problemsOf = (text: string) => readTermCsv(text).problems;

describe('a map of terms', () => {
  test('a line gives a code its LOINC code and its unit', () => {
    const { terms, problems } = readTermCsv(
      'code,system,unit,specimen,loinc,display\nGLU,L,MG/DL,SER|PLAS,2345-7,Glucose\n',
    );
    expect(problems).toEqual([]);
    expect(terms).toEqual([
      {
        code: 'GLU',
        system: 'L',
        unit: 'MG/DL',
        specimens: ['SER', 'PLAS'],
        loinc: '2345-7',
        display: 'Glucose',
        ucum: 'mg/dL',
      },
    ]);
  });

  test('a unit that cannot be read is given in UCUM', () => {
    expect(readTermCsv('unit,ucum\nodd unit,mg/dL\n').terms).toMatchObject([
      { unit: 'odd unit', ucum: 'mg/dL' },
    ]);
  });

  test('a result is converted as its line says', () => {
    const { terms } = readTermCsv('code,unit,convert_to\nGLU,g/L,mg/dL\n');
    expect(terms[0]?.conversion).toMatchObject({ to: 'mg/dL', offset: 0 });
    expect(terms[0]?.conversion?.factor).toBeCloseTo(100);
  });

  test('mass becomes substance by the molar mass', () => {
    const { terms } = readTermCsv('code,unit,convert_to,molar_mass\nGLU,mg/dL,mmol/L,180.16\n');
    expect(terms[0]?.conversion?.factor).toBeCloseTo(0.0555, 4);
  });

  test('empty lines say nothing', () => {
    expect(readTermCsv('code,loinc\n\n , \nGLU,2345-7\n')).toMatchObject({
      terms: [{ code: 'GLU' }],
      problems: [],
    });
  });
});

describe('a line with a problem is left out, and the problem has its line', () => {
  test.each([
    ['code,unit,loinc', ',,2345-7', 'has neither a code nor a unit'],
    [
      'code,unit,loinc',
      ',mg/dL,2345-7',
      'a line without a code must not have a system, LOINC code, specimen or sub-code',
    ],
    ['code,loinc', 'GLU,2345-8', '2345-8 is not a LOINC code: its check digit is wrong'],
    ['code,ucum', 'GLU,furlongish', 'furlongish is not a UCUM unit'],
    ['code,unit', 'GLU,odd unit', 'odd unit cannot be read as a unit: give its UCUM unit in the column ucum'],
    ['code,molar_mass', 'GLU,heavy', 'molar_mass must be a number, in g/mol'],
    ['code,molar_mass', 'GLU,-1', 'molar_mass must be a number, in g/mol'],
    ['code,unit,convert_to', 'GLU,g/L,furlongish', 'furlongish is not a UCUM unit'],
    ['code,convert_to', 'GLU,g/L', 'convert_to needs a unit to convert from: fill in unit or ucum'],
    [
      'code,unit,convert_to',
      'GLU,mg/dL,mmol/L',
      'mg/dL does not convert to mmol/L; a conversion between mass and substance needs molar_mass',
    ],
  ])('%s: %s', (header, line, message) => {
    expect(readTermCsv(`${header}\n${line}\n`)).toEqual({ terms: [], problems: [{ line: 2, message }] });
  });

  test('the same code, system, unit and specimen twice', () => {
    const { terms, problems } = readTermCsv(
      'code,specimen,loinc\nGLU,SER,2345-7\nGLU,ser,2345-7\nGLU,UR,2345-7\n',
    );
    expect(terms).toHaveLength(2);
    expect(problems).toEqual([
      { line: 3, message: 'has the same code, system, unit, specimen and sub-code as line 2' },
    ]);
  });
});

describe('the first line', () => {
  test.each(['', 'loinc,display\n', 'GLU,2345-7\n', 'code,constructor\n'])('%j is none', (text) => {
    expect(problemsOf(text)).toEqual([{ line: 1, message: expect.stringContaining(termColumns.join(', ')) }]);
  });

  test('names the column that is unknown', () => {
    expect(problemsOf('code,color\n')[0]?.message).toMatch(/; color is unknown$/);
  });
});

test('a map that is written is read as it was', () => {
  const rows = [{ code: 'A,B', display: 'say "hi"', loinc: '2345-7', sub: 'raw' }, { code: 'C\nD' }];
  const text = writeTermCsv(rows);
  expect(text.split('\n')[0]).toBe(termColumns.join(','));
  expect(readTermCsv(text)).toMatchObject({
    terms: [{ code: 'A,B', display: 'say "hi"', loinc: '2345-7' }, { code: 'C\nD' }],
    problems: [],
  });
  expect(writeTermCsv([])).toBe(`${termColumns.slice(0, -1).join(',')}\n`);
});

describe('a field that a spreadsheet would take for a formula', () => {
  const formulas = [
    '=HYPERLINK("http://x")',
    '+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '＝1',
    "'=1",
    "''+1",
  ];

  test.each(formulas)('%j is written as text and read as it was', (code) => {
    const text = writeTermCsv([{ code, display: code }]);
    expect(text.split('\n').slice(1).join('\n')).toMatch(/^"?'[^,]*,/);
    expect(readTermCsv(text)).toMatchObject({ terms: [{ code: code.trim() }], problems: [] });
  });

  test.each(['GLU;=1+1', 'GLU; @SUM(A1)', "GLU;'=1;;-1", 'GLU;\t+1', 'GLU;＝1'])(
    '%j is none in a spreadsheet that splits at semicolons, and read as it was',
    (code) => {
      const text = writeTermCsv([{ code, display: 'x' }]);
      const cells = (text.split('\n')[1] ?? '').split(';');
      expect(cells.filter((cell) => /^[\s]*[=+\-@＝]/.test(cell))).toEqual([]);
      expect(readTermCsv(text)).toMatchObject({ terms: [{ code }], problems: [] });
    },
  );

  test.each(["'", "d'Arsonval", 'A;B', 'A=B', "'GLU", '10*3/uL'])('%j is none', (code) => {
    expect(writeTermCsv([{ code }]).replaceAll('"', '')).toContain(`\n${code},`);
    expect(readTermCsv(writeTermCsv([{ code }]))).toMatchObject({ terms: [{ code }] });
  });
});

test('CSV that ends within quotes is no CSV', () => {
  expect(readCsv('a,b\n1,"2\n').ok).toBe(false);
  expect(readCsv('\ufeffa\n1\n')).toMatchObject({
    ok: true,
    records: [
      { fields: ['a'], line: 1 },
      { fields: ['1'], line: 2 },
    ],
  });
});

test('a sub-code is a column of its own, written only if a line has one', () => {
  const rows = [{ code: 'MTB', sub: 'rpoB Ct', display: 'Cycle threshold' }];
  expect(readTermCsv(writeTermCsv(rows)).terms).toMatchObject(rows);
  expect(writeTermCsv([{ code: 'MTB' }])).not.toContain('sub');
});
