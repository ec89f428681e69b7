import { describe, expect, test } from '@jest/globals';
import { isLoincCode } from '@labwire/hl7/datatypes/loinc';
import { readTermCsv } from '../../../lib/terminology/term-csv.ts';
import { type SentTerm, TermMap } from '../../../lib/terminology/term-map.ts';

const HEADER = 'code,system,unit,specimen,loinc,display,ucum,convert_to,molar_mass\n';

const mapOf = (...lines: readonly string[]): TermMap => {
  const { terms, problems } = readTermCsv(HEADER + lines.join('\n'));
  expect(problems).toEqual([]);
  return new TermMap(terms);
};

const sent = (overrides: Partial<SentTerm> = {}): SentTerm => ({
  codings: [{ code: 'GLU', system: 'L' }],
  unit: 'mg/dL',
  isUcum: false,
  isQuantity: true,
  specimens: [],
  ...overrides,
});

describe('a LOINC code', () => {
  test.each(['2345-7', '14749-6', '718-7', '1988-5', '2524-7'])('%s checks', (code) => {
    expect(isLoincCode(code)).toBe(true);
  });
  test.each(['2345-8', '2354-7', '2345', 'GLU', '2345‐7', ''])('%s does not', (code) => {
    expect(isLoincCode(code)).toBe(false);
  });
});

describe('the map of a source', () => {
  test('one code in two units is two LOINC codes', () => {
    const map = mapOf('GLU,L,mg/dL,,2345-7,,,,', 'GLU,L,mmol/L,,14749-6,,,,');
    expect(map.look(sent()).loinc?.code).toBe('2345-7');
    expect(map.look(sent({ unit: 'mmol/L' })).loinc?.code).toBe('14749-6');
    // spelled otherwise, the unit is the same
    expect(map.look(sent({ unit: 'MG/DL' })).loinc?.code).toBe('2345-7');
  });

  test('a number in a unit that the map does not name is a mismatch, and has no code', () => {
    const map = mapOf('GLU,L,mg/dL,,2345-7,,,,');
    expect(map.look(sent({ unit: 'g/L' }))).toMatchObject({ isUnitMismatch: true, loinc: undefined });
    expect(map.look(sent({ unit: undefined }))).toMatchObject({ isUnitMismatch: true });
    expect(map.look(sent({ unit: undefined, isQuantity: false })).isUnitMismatch).toBe(false);
    expect(mapOf('GLU,L,,,2345-7,,,,').look(sent({ unit: 'g/L' })).isUnitMismatch).toBe(false);
  });

  test('a unit that is never sent can be said in the map', () => {
    const map = mapOf('GLU,L,,,2345-7,,mg/dL,,');
    expect(map.look(sent({ unit: undefined }))).toMatchObject({ ucum: 'mg/dL', isUnitMismatch: false });
    expect(map.look(sent({ unit: 'mmol/L' })).isUnitMismatch).toBe(true);
  });

  test('a line about a unit alone is for every code', () => {
    const map = mapOf(',,G/L,,,,10*9/L,,');
    expect(map.look(sent({ unit: 'G/L' }))).toMatchObject({ ucum: '10*9/L', loinc: undefined });
  });

  test('a specimen chooses between lines', () => {
    const map = mapOf('GLU,L,,SER|PLAS,2345-7,,,,', 'GLU,L,,UR,2350-7,,,,');
    expect(map.look(sent({ specimens: [['UR', 'Urine']] })).loinc?.code).toBe('2350-7');
    expect(map.look(sent({ specimens: [['plas']] })).loinc?.code).toBe('2345-7');
    expect(map.look(sent({ specimens: [['SER'], ['UR']] })).loinc).toBeUndefined();
    expect(map.look(sent()).loinc).toBeUndefined();
  });

  test('a line for one specimen is not for a result of two', () => {
    const map = mapOf('GLU,L,,SER,2345-7,,,,');
    expect(map.look(sent({ specimens: [['SER']] })).loinc?.code).toBe('2345-7');
    expect(map.look(sent({ specimens: [['SER'], ['UR']] })).loinc).toBeUndefined();
  });

  test('lines that contradict each other say nothing', () => {
    const map = mapOf('GLU,,mg/dL,,2345-7,,,,', 'GLU,,,SER,2350-7,,,,');
    expect(map.look(sent({ specimens: [['SER']] })).loinc).toBeUndefined();
  });

  test('a code of another system is another code', () => {
    expect(mapOf('GLU,99X,,,2345-7,,,,').look(sent()).loinc).toBeUndefined();
    expect(mapOf('GLU,,,,2345-7,,,,').look(sent()).loinc?.code).toBe('2345-7');
  });

  test("the sender's own LOINC code stands where the map has no line", () => {
    const codings = [{ code: '2345-7', system: 'LN' }];
    expect(mapOf().look(sent({ codings }))).toMatchObject({ loinc: { code: '2345-7' }, isSent: true });
    expect(mapOf('2345-7,LN,,,14749-6,,,,').look(sent({ codings }))).toMatchObject({
      loinc: { code: '14749-6' },
      isSent: false,
    });
  });
});

describe('a map with mistakes in it', () => {
  test.each([
    ['GLU,L,,,2345-8,,,,', '2345-8 is not a LOINC code: its check digit is wrong'],
    ['GLU,L,,,2345-7,,mg%%,,', 'mg%% is not a UCUM unit'],
    ['GLU,L,G/L,,2345-7,,,,', 'G/L cannot be read as a unit: give its UCUM unit in the column ucum'],
    [',,,,,,mg/dL,,', 'has neither a code nor a unit'],
    [',,mg/dL,,2345-7,,,,', 'a line without a code must not have a system, LOINC code, specimen or sub-code'],
    [
      'GLU,L,mg/dL,,2345-7,,,mmol/L,',
      'mg/dL does not convert to mmol/L; a conversion between mass and substance needs molar_mass',
    ],
    ['GLU,L,mg/dL,,2345-7,,,mmol/L,heavy', 'molar_mass must be a number, in g/mol'],
    ['GLU,L,,,2345-7,,,mmol/L,', 'convert_to needs a unit to convert from: fill in unit or ucum'],
  ])('%s', (line, message) => {
    expect(readTermCsv(`${HEADER}\n${line}\n`).problems).toEqual([{ line: 3, message }]);
  });

  test('says which line was there before', () => {
    const { problems, terms } = readTermCsv(`${HEADER}GLU,L,,,2345-7,,,,\nGLU,L,,,14749-6,,,,\n`);
    expect(problems).toEqual([
      { line: 3, message: 'has the same code, system, unit, specimen and sub-code as line 2' },
    ]);
    expect(terms).toHaveLength(1);
  });

  test.each([
    ['a,b\n', 1],
    ['', 1],
    [`${HEADER}"GLU,L\n`, 2],
  ])('%j is no map', (text, line) => {
    expect(readTermCsv(text).problems).toMatchObject([{ line }]);
  });
});

describe('a sub-code', () => {
  const { terms } = readTermCsv('code,sub,loinc,ucum\nMTB,,38379-4,\nMTB,rpoB,46244-0,\n');
  const map = new TermMap(terms);
  const loincOf = (sub?: string) => map.look(sent({ codings: [{ code: 'MTB' }], sub })).loinc?.code;

  test('has lines of its own', () => {
    expect(loincOf('RPOB')).toBe('46244-0');
    expect(loincOf()).toBe('38379-4');
  });

  test('without a line has no LOINC code, and not that of its test', () => {
    expect(loincOf('Ct')).toBeUndefined();
  });
});
