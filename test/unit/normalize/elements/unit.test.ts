import { describe, expect, test } from '@jest/globals';
import { anOru } from '../../../support/messages.ts';
import { normalized, onlyPart } from '../../../support/normalized.ts';

const unitOf = (fields: Readonly<Record<number, string>>) => {
  const [observation] = onlyPart(anOru({ results: [fields] })).observations;
  const [value] = observation?.values ?? [];
  return value?.kind === 'quantity' && value.unit !== undefined ? value.unit : observation?.unit;
};

describe('a unit whose caret was not escaped is whole', () => {
  test.each([
    ['mL/min/1.73m^2', 'mL/min/1.73m^2', 'mL/min/{1.73_m2}'],
    ['cells/mm^3', 'cells/mm^3', '{cells}/mm3'],
    ['kg/m^2', 'kg/m^2', 'kg/m2'],
    ['m^2', 'm^2', 'm2'],
    ['/mm^3', '/mm^3', '/mm3'],
    ['g/m^2/24h', 'g/m^2/24h', undefined],
    ['10^3/uL', '10^3/uL', '10*3/uL'],
    ['x10^9/L', 'x10^9/L', '10*9/L'],
    ['10^-6', '10^-6', '10*-6'],
    ['cells x10^6/L', 'cells x10^6/L', undefined],
    ['mm^3^^UCUM', 'mm^3', 'mm3'],
    ['kg/m^2^UCUM', 'kg/m^2', 'kg/m2'],
    ['10^3/uL^^UCUM', '10^3/uL', '10*3/uL'],
    ['10^3/uL^UCUM', '10^3/uL', '10*3/uL'],
    ['10^3/uL^^UCUM^K/uL^thousands^L', '10^3/uL', '10*3/uL'],
    ['^^^kg/m^2', 'kg/m^2', 'kg/m2'],
    ['kg/m\\S\\2', 'kg/m^2', 'kg/m2'],
    ['X10^3^uL', 'X10^3^uL', undefined],
    ['s^-1', 's^-1', undefined],
  ])('OBX-6 %s', (sent, code, ucum) => {
    const unit = unitOf({ 6: sent });
    expect(unit?.codings[0]?.code).toBe(code);
    expect(unit?.codings.find(({ isMapped }) => isMapped)?.code).toBe(ucum);
  });

  test('so is the unit that a value brings (CQ)', () => {
    expect(unitOf({ 2: 'CQ', 5: '24.1^kg/m^2', 6: '' })?.codings[0]).toEqual({ code: 'kg/m^2' });
    expect(unitOf({ 2: 'CQ', 5: '4.5^10^3/uL', 6: '' })?.codings[0]).toEqual({ code: '10^3/uL' });
    expect(unitOf({ 2: 'CQ', 5: '4.5^mg/dL&milligram&UCUM', 6: '' })?.codings[0]).toEqual({
      code: 'mg/dL',
      display: 'milligram',
      system: 'UCUM',
    });
  });
});

describe('a unit that has no caret is not made one', () => {
  test.each([
    [
      'mg/dL^milligram per decilitre^UCUM',
      { code: 'mg/dL', display: 'milligram per decilitre', system: 'UCUM' },
    ],
    ['mm^MilliMeter^UCUM', { code: 'mm', display: 'MilliMeter', system: 'UCUM' }],
    ['CD:289^mg/dL', { code: 'CD:289', display: 'mg/dL' }],
    ['289^mg/dL', { code: '289', display: 'mg/dL' }],
    ['a^year', { code: 'a', display: 'year' }],
    ['10^ten', { code: '10', display: 'ten' }],
    ['XU^2^99LAB', { code: 'XU', system: '99LAB' }],
    ['mg/dL^2', { code: 'mg/dL' }],
    ['mg/dL^250', { code: 'mg/dL' }],
    ['mg/dL^1', { code: 'mg/dL' }],
    ['10*3/uL^10^3/uL^UCUM', { code: '10*3/uL', display: '10^3/uL', system: 'UCUM' }],
  ])('OBX-6 %s', (sent, coding) => {
    expect(unitOf({ 6: sent })?.codings[0]).toEqual(coding);
  });
});

describe('a bare number, or a dash, is no unit', () => {
  test.each(['2', '3', '10', '0', '65', '12.5', '^2', '2^3', '2^^99LAB', '-', '--'])('OBX-6 %s', (sent) => {
    const bytes = anOru({ results: [{ 6: sent }] });
    const [observation] = onlyPart(bytes).observations;
    expect(observation?.unit).toBeUndefined();
    expect(observation?.values).toMatchObject([{ number: '93' }]);
    expect(normalized(bytes).issues).toContainEqual(expect.objectContaining({ at: 'OBX[1]-6' }));
  });

  test.each([['1'], ['1^^UCUM'], ['1^^UCUM^^^^1.6^^s/co ratio']])('but UCUM’s %s', (sent) => {
    expect(unitOf({ 6: sent })?.codings[0]?.code).toBe('1');
  });
});
