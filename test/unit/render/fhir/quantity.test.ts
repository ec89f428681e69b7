import { describe, expect, test } from '@jest/globals';
import type { Concept } from '../../../../lib/model/concept.ts';
import { toFhirJson } from '../../../../lib/render/fhir/json.ts';
import { toQuantity, unitName } from '../../../../lib/render/fhir/quantity.ts';

const ucum = (code: string, display?: string): Concept => ({ codings: [{ code, display, system: 'UCUM' }] });

describe('a number with its unit', () => {
  test('has the code of its unit where that is UCUM', () => {
    expect(toQuantity({ number: '7.4' }, ucum('mmol/L', 'millimole per litre'))).toEqual({
      value: 7.4, // OBX-5
      unit: 'millimole per litre', // OBX-6.2
      system: 'http://unitsofmeasure.org', // Quantity.system
      code: 'mmol/L', // OBX-6.1
    });
  });

  test('has the letters of its number when it is written', () => {
    expect(toFhirJson(toQuantity({ number: '7.40' }, undefined))).toBe('{"value":7.40}');
  });

  test.each(['<', '<=', '>', '>='] as const)('has the comparator %s', (comparator) => {
    expect(toQuantity({ number: '5', comparator }, undefined)).toEqual({ value: 5, comparator }); // SN-1
  });

  test('zero is a value', () => {
    expect(toQuantity({ number: '0' }, undefined)).toEqual({ value: 0 });
  });

  test.each([
    ['a local unit', { codings: [{ code: 'mg', system: 'L' }] }],
    ['a unit without a system', { codings: [{ code: 'mg' }] }],
    ['words', { codings: [], text: 'mg' }],
  ])('%s has a name and no code', (_, unit) => {
    expect(toQuantity({ number: '1' }, unit)).toEqual({ value: 1, unit: 'mg' }); // Quantity.unit
  });

  test.each(['x10^3/uL', 'mg dL', ''])('%j calls itself UCUM and is none: no code, no system', (code) => {
    const quantity = toQuantity({ number: '1' }, ucum(code));
    expect(quantity).not.toHaveProperty('code'); // Quantity.code
    expect(quantity).not.toHaveProperty('system'); // Quantity.system
  });

  test('our UCUM stands before the one of the sender, whose words stay', () => {
    const unit = {
      codings: [
        { code: 'MG/DL', display: 'Milligram', system: 'UCUM' },
        { code: 'mg/dL', system: 'ucum', isMapped: true as const },
      ],
    };
    expect(toQuantity({ number: '1' }, unit)).toMatchObject({ unit: 'Milligram', code: 'mg/dL' });
  });
});

test.each([
  [undefined, undefined],
  [{ codings: [] }, undefined],
  [{ codings: [{ code: ' ' }] }, undefined],
  [{ codings: [{ code: 'mg', display: 'milligram' }], text: 'MG' }, 'milligram'],
  [{ codings: [{ code: 'mg' }], text: 'MG' }, 'mg'],
  [{ codings: [], text: 'm\u0001g' }, 'm g'],
])('the unit %j as people read it: %j', (unit, expected) => {
  expect(unitName(unit)).toBe(expected);
});
