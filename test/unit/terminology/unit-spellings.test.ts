import { describe, expect, test } from '@jest/globals';
import { isLaboratoryUnit, respell } from '../../../lib/terminology/unit-spellings.ts';
import { toUcum } from '../../../lib/terminology/units.ts';

describe('a spelling of laboratories in UCUM', () => {
  test.each([
    ['mg/dl', 'mg/dL'],
    ['MG/DL', 'mg/dL'],
    ['G/DL', 'g/dL'],
    ['IU/L', '[IU]/L'],
    ['mIU/mL', 'm[IU]/mL'],
    ['mcg/mL', 'ug/mL'],
    ['µmol/L', 'umol/L'],
    ['μmol/L', 'umol/L'],
    ['mmHg', 'mm[Hg]'],
    ['degC', 'Cel'],
    ['pct', '%'],
    ['/HPF', '/[HPF]'],
    ['cells/uL', '{cells}/uL'],
    ['copies/mL', '{copies}/mL'],
    ['mL/min/1.73m2', 'mL/min/{1.73_m2}'],
    ['mL/min/1.73 m²', 'mL/min/{1.73_m2}'],
    ['mm/hr', 'mm/h'],
    ['mg / dL', 'mg/dL'],
    ['m^2', 'm2'],
    ['mg{total}/dl', 'mg{total}/dL'],
  ])('%s is %s', (text, expected) => {
    expect(respell(text)).toBe(expected); // OBX-6
  });

  test.each([
    ['x10^3/uL', '10*3/uL'],
    ['X10*3/uL', '10*3/uL'],
    ['10e3/uL', '10*3/uL'],
    ['10**6/mL', '10*6/mL'],
    ['10^-3/L', '10*-3/L'],
    ['K/uL', '10*3/uL'],
    ['M/uL', '10*6/uL'],
    ['thou/mm3', '10*3/mm3'],
    ['Mio/L', '10*6/L'],
  ])('a count %s is %s', (text, expected) => {
    expect(respell(text)).toBe(expected);
  });

  test.each(['10 3/uL', '10 6'])('%s, which may be a power or none, is uncertain', (text) => {
    expect(respell(text)).toBeUndefined();
  });

  test.each(['G/L', 'T/L', 'M/L', 'K/L'])('%s could be two units, and is not read as a count', (text) => {
    expect(respell(text)).not.toContain('10*');
  });
});

describe('a unit of laboratories', () => {
  test.each([
    'mg/dL',
    '%',
    '10*3/uL',
    '[IU]/L',
    'mm[Hg]',
    '{cells}/uL',
    '/uL',
    'mm/h',
    'mL/min/{1.73_m2}',
    '{a/b.c}',
    'Cel',
    '1',
  ])('%s is one', (unit) => {
    expect(isLaboratoryUnit(unit)).toBe(true);
  });

  test.each(['', 'Mg/dL', 'MG/dL', 'mu/L', 'm/uL', 'mg/', '//', 'constructor', 'mg/constructor', 'mg//dL'])(
    '%j is none',
    (unit) => {
      expect(isLaboratoryUnit(unit)).toBe(false);
    },
  );
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'mg/constructor'])(
  '%s is no unit, and stays as it is',
  (word) => {
    expect(respell(word)).toBe(word);
    expect(toUcum(word)).toBeUndefined();
  },
);
