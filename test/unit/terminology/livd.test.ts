import { describe, expect, test } from '@jest/globals';
import { readLivd } from '../../../lib/terminology/livd.ts';
import { readTermCsv, writeTermCsv } from '../../../lib/terminology/term-csv.ts';

const HEADER =
  'Publication Version ID,Manufacturer,Model,Equipment UID,Vendor Analyte Code,Vendor Analyte Name,Vendor Specimen Description,Vendor Result Description,LOINC Code,LOINC Long Name\n';

const spreadsheet = (...lines: readonly string[]) => `\ufeff${HEADER}${lines.join('\n')}\n`;

describe('a LIVD spreadsheet', () => {
  test('becomes lines of a map, which can be read', () => {
    const { rows, problems } = readLivd(
      spreadsheet(
        '1,Example,C303,,20340,Lactate,Plasma,"Quantitative, mmol/L",2524-7,Lactate [Moles/volume] in Serum or Plasma',
        '1,Example,C303,,20410,CRP,Serum/Plasma,mg/L,1988-5,"C reactive protein, [Mass/volume]"',
        '1,Example,C303,,20500,HBsAg,Serum,Qualitative,5196-1,Hepatitis B virus surface Ag',
        '1,Example,C303,,20600,New test,Serum,mg/L,,',
      ),
      { system: '99LAB' },
    );
    expect(problems).toEqual([]);
    const { terms, problems: ofMap } = readTermCsv(writeTermCsv(rows));
    expect(ofMap).toEqual([]);
    expect(terms).toMatchObject([
      { code: '20340', system: '99LAB', unit: 'mmol/L', loinc: '2524-7', ucum: 'mmol/L' },
      { code: '20410', loinc: '1988-5', display: 'C reactive protein, [Mass/volume]' },
      { code: '20500', unit: undefined, loinc: '5196-1' },
    ]);
  });

  test('what one code means in two units are two lines; by specimen, somebody must say the codes', () => {
    const { rows, problems } = readLivd(
      spreadsheet(
        '1,E,C303,,GLU,Glucose,Serum,mg/dL,2345-7,',
        '1,E,C303,,GLU,Glucose,Serum,mmol/L,14749-6,',
        '1,E,C303,,ALB,Albumin,Serum,g/L,2862-1,',
        '1,E,C303,,ALB,Albumin,Urine,g/L,1754-1,',
      ),
    );
    expect(rows.map(({ code, unit, specimen, loinc }) => [code, unit, specimen, loinc])).toEqual([
      ['GLU', 'mg/dL', undefined, '2345-7'],
      ['GLU', 'mmol/L', undefined, '14749-6'],
      ['ALB', 'g/L', 'Serum', '2862-1'],
      ['ALB', 'g/L', 'Urine', '1754-1'],
    ]);
    expect(problems).toMatchObject([
      { line: 4, message: expect.stringContaining('ALB has a different LOINC code') },
    ]);
  });

  test('two codes for the same thing are left out, and said', () => {
    const { rows, problems } = readLivd(
      spreadsheet('1,E,C,,GLU,,Serum,mg/dL,2345-7,', '1,E,C,,GLU,,Serum,mg/dL,2350-7,'),
    );
    expect(rows).toEqual([]);
    expect(problems).toMatchObject([{ message: expect.stringContaining('2345-7 and 2350-7') }]);
  });

  test('a code that does not check is left out, and said with its line', () => {
    const { rows, problems } = readLivd(spreadsheet('1,E,C,,GLU,,Serum,mg/dL,2345-8,'));
    expect([rows, problems]).toEqual([[], [{ line: 2, message: '2345-8 is not a LOINC code' }]]);
  });

  test('only the lines of a model', () => {
    const text = spreadsheet('1,E,A,,X,,,,2345-7,', '1,E,B,,Y,,,,2345-7,');
    expect(readLivd(text, { model: 'B' }).rows.map(({ code }) => code)).toEqual(['Y']);
  });

  test.each(['', 'a,b\n1,2\n', '{', '{"resourceType":"Patient"}'])('%j is none', (text) => {
    expect(readLivd(text)).toMatchObject({ rows: [], problems: [{ line: 1 }] });
  });
});

describe('a LIVD ConceptMap', () => {
  const element = (code: string, unit: string, loinc: string) => ({
    code,
    display: 'GluC',
    target: [
      {
        code: loinc,
        display: 'Glucose',
        equivalence: 'equivalent',
        dependsOn: [
          { property: 'specimen', value: 'Serum/Plasma' },
          { property: 'result', value: unit },
        ],
      },
    ],
  });
  const map = {
    resourceType: 'ConceptMap',
    group: [{ element: [element('od-1', 'mmol/L', '14749-6'), element('od-1', 'mg/dL', '2345-7')] }],
  };

  test('stands alone, with the codes of its elements', () => {
    const { rows, problems } = readLivd(JSON.stringify(map));
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      { code: 'od-1', loinc: '14749-6', unit: 'mmol/L', ucum: 'mmol/L', display: 'Glucose' },
      { code: 'od-1', loinc: '2345-7', unit: 'mg/dL', ucum: 'mg/dL', display: 'Glucose' },
    ]);
  });

  test('in a Bundle its elements are definitions, which have the code of the instrument', () => {
    const definition = {
      resourceType: 'ObservationDefinition',
      id: 'od-1',
      code: { coding: [{ code: '687', display: 'GluC' }] },
    };
    const bundle = { resourceType: 'Bundle', entry: [{ resource: definition }, { resource: map }] };
    expect(readLivd(JSON.stringify(bundle)).rows.map(({ code }) => code)).toEqual(['687', '687']);
  });
});
