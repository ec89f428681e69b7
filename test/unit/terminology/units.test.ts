import { describe, expect, test } from '@jest/globals';
import { conversionOf, convert, isUcum, toUcum } from '../../../lib/terminology/units.ts';
import { fc } from '../../support/property.ts';
import { size } from '../../support/size.ts';

describe('a unit as laboratories write it', () => {
  test.each([
    ['mg/dL', 'mg/dL'],
    ['gm/dl', 'g/dL'],
    ['MG/DL', 'mg/dL'],
    ['MMOLL', 'mmol/L'],
    ['x10^3/uL', '10*3/uL'],
    ['X10*9/L', '10*9/L'],
    ['10^9/L', '10*9/L'],
    ['10e12/L', '10*12/L'],
    ['K/uL', '10*3/uL'],
    ['THOU/uL', '10*3/uL'],
    ['M/uL', '10*6/uL'],
    ['mill/mm3', '10*6/mm3'],
    ['Mio/uL', '10*6/uL'],
    ['pH', '[pH]'],
    ['mL/min/1.73', 'mL/min/{1.73_m2}'],
    ['mg/g', 'mg/g'],
    ['nkat/L', 'nkat/L'],
    ['kg/m2', 'kg/m2'],
    ['{index}', '{index}'],
    ['ng/mL{FEU}', 'ng/mL{FEU}'],
    ['mmol/mol', 'mmol/mol'],
    ['mm', 'mm'],
    ['/uL', '/uL'],
    ['%', '%'],
    ['PERCENT', '%'],
    ['IU/L', '[IU]/L'],
    ['mIU/ml', 'm[IU]/mL'],
    ['mEq/L', 'meq/L'],
    ['mm Hg', 'mm[Hg]'],
    ['mm/hr', 'mm/h'],
    ['µmol/L', 'umol/L'],
    ['μmol/L', 'umol/L'],
    ['copies/mL', '{copies}/mL'],
    ['10*-1.{copies}/mL', '10*-1.{copies}/mL'],
    ['10*4.{Copies}/mL', '10*4.{Copies}/mL'],
    ['cells/uL', '{cells}/uL'],
    ['/hpf', '/[HPF]'],
    ['mL/min/1.73 m2', 'mL/min/{1.73_m2}'],
    ['Deg C', 'Cel'],
    ['fl', 'fL'],
    ['u/l', 'U/L'],
  ])('%s is %s', (sent, ucum) => {
    expect(toUcum(sent)).toBe(ucum);
  });

  test.each([
    // gauss, gram or thousand million; tesla or million million; kelvin or thousand
    'G/L',
    'T/L',
    'K/L',
    'G/l',
    'T/l',
    'K/l',
    'M/l',
    'K',
    'M',
    // a thousand or a million; 10^9 or 10^12
    'mil/mm3',
    'MIL/uL',
    'bil/L',
    'tril/L',
    // valid UCUM, and something else altogether
    'Mmol/L',
    'Mg/dL',
    'Meq/L',
    'Pg/mL',
    'MG/dL',
    'G/dL',
    'mG/dL',
    'ng/ML',
    'mIU/ML',
    'MU/L',
    'mu/L',
    'ku/L',
    'MM/L',
    'mm/l',
    'm/uL',
    'm/mm3',
    'Gm/dL',
    'Mil/uL',
    'EU/dL',
    'AU/mL',
    'N/A',
    // which digits are the power?
    '10 3/uL',
    '103/uL',
    '',
    ' ',
    'Ct',
    'MDC_DIM_PERCENT',
    '65-99',
    'mg/dL or so',
    'x'.repeat(10_000),
  ])('%s is not guessed', (sent) => {
    expect(toUcum(sent)).toBeUndefined();
  });

  test('whatever is sent, what comes out is UCUM', () => {
    const pieces = fc.constantFrom(
      '10',
      '^',
      '*',
      'x',
      'K',
      'mg',
      'DL',
      '/',
      '.',
      '{a}',
      ' ',
      'µ',
      '3',
      'U',
      'L',
      'iu',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const code = toUcum(parts.join(''));
        return code === undefined || isUcum(code);
      }),
      { numRuns: size({ short: 300, long: 3000 }) },
    );
  });

  test('nothing of it is ever printed', () => {
    const said: unknown[] = [];
    const { log } = console;
    console.log = (...words) => said.push(words);
    try {
      for (const text of ['Okafor Amara', 'a b/c', '(', '{', '{Okafor}3', 'mg/', 'é'])
        expect(toUcum(text)).toBeUndefined();
    } finally {
      console.log = log;
    }
    expect(said).toEqual([]);
  });
});

describe('a value in another unit', () => {
  const converted = (number: string, from: string, to: string, molarMass?: number) => {
    const conversion = conversionOf(from, to, molarMass);
    return conversion === undefined ? undefined : convert(number, conversion);
  };

  test.each([
    ['93', 'mg/dL', 'mmol/L', 180.156, '5.16'],
    ['100', 'mg/dL', 'mmol/L', 180.156, '5.551'],
    ['14.0', 'g/dL', 'g/L', undefined, '140'],
    ['0.005', 'g/L', 'mg/L', undefined, '5'],
    ['5.0', 'g/L', 'ug/L', undefined, '5000000'],
    ['98.6', '[degF]', 'Cel', undefined, '37.0'],
    ['0', 'Cel', 'K', undefined, '273'],
    ['-2.0', 'mmol/L', 'umol/L', undefined, '-2000'],
    ['0', 'mg/dL', 'mmol/L', 180.156, '0.0'],
  ])('%s %s is %s (%p g/mol) %s', (number, from, to, molarMass, expected) => {
    expect(converted(number, from, to, molarMass)).toBe(expected);
  });

  test.each([
    ['mg/dL', 'mmol/L'],
    ['mg/dL', 's'],
    ['[IU]/L', 'g/L'],
    // fibrinogen and D-dimer units; HbA1c has its own equation
    ['ng/mL{FEU}', 'ng/mL{DDU}'],
    ['%', 'mmol/mol'],
  ])('%s does not become %s by itself', (from, to) => {
    expect(conversionOf(from, to)).toBeUndefined();
  });
});
