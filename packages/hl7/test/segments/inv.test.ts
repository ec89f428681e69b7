import { expect, test } from '@jest/globals';
import { readInv } from '../../src/segments/inv.ts';
import { fieldsOf } from '../support/segment.ts';

test('INV is a substance on board, with its lot, its expiry and what is left', () => {
  const inv = fieldsOf('INV', {
    1: 'GLU2^Glucose reagent^99CHEM',
    2: 'OK^OK status^HL70383',
    3: 'SR^Single reagent^HL70384',
    8: '45',
    11: '%^percent^UCUM',
    12: '20261231',
    16: 'LOT77',
  });
  expect(readInv(inv)).toMatchObject({
    substance: { code: 'GLU2', text: 'Glucose reagent', system: '99CHEM' }, // INV-1
    status: 'OK', // INV-2.1
    type: 'SR', // INV-3.1
    quantity: '45', // INV-8
    unit: { code: '%' }, // INV-11
    expires: '20261231', // INV-12
    lot: 'LOT77', // INV-16
  });
});

test('a control is one whatever its case', () => {
  expect(readInv(fieldsOf('INV', { 3: 'co' })).type).toBe('CO'); // INV-3.1
});
