import { expect, test } from '@jest/globals';
import { readSid } from '../../src/segments/sid.ts';
import { fieldsOf } from '../support/segment.ts';

test('SID is a substance and its lot', () => {
  expect(readSid(fieldsOf('SID', { 1: 'GLU2^Glucose reagent^99CHEM', 2: 'LOT77' }))).toMatchObject({
    substance: { code: 'GLU2' }, // SID-1
    lot: 'LOT77', // SID-2
  });
});

test('a lot alone is a lot', () => {
  expect(readSid(fieldsOf('SID', { 2: 'LOT77' }))).toEqual({ substance: undefined, lot: 'LOT77' });
});
