import { expect, test } from '@jest/globals';
import { readTxa } from '../../src/segments/txa.ts';
import { fieldsOf } from '../support/segment.ts';

test('TXA has the document: type, times, numbers and states', () => {
  const txa = fieldsOf('TXA', {
    2: 'CN^Consultation^HL70270',
    4: '20260302080000',
    7: '20260302090000',
    12: 'DOC1^CORELIS',
    13: 'DOC0^CORELIS',
    14: 'P1',
    15: 'F1',
    17: 'la',
    19: 'av',
  });
  expect(readTxa(txa)).toMatchObject({
    documentType: { code: 'CN' }, // TXA-2
    activity: '20260302080000', // TXA-4
    statusChanged: '20260302090000', // TXA-7
    documentNumber: { id: 'DOC1' }, // TXA-12
    parentNumber: { id: 'DOC0' }, // TXA-13
    placerOrder: { id: 'P1' }, // TXA-14
    fillerOrder: { id: 'F1' }, // TXA-15
    completionStatus: 'LA', // TXA-17
    availabilityStatus: 'AV', // TXA-19
  });
});

test.each([
  ['TXA-22.15, when it was authenticated', { 7: '1', 8: '2', 22: `501${'^'.repeat(14)}3` }, '3'],
  ['else the last edit of TXA-8', { 7: '1', 8: '2~4' }, '4'],
  ['else TXA-7, when it was transcribed', { 7: '1' }, '1'],
])('the status is of %s', (_, fields, expected) => {
  expect(readTxa(fieldsOf('TXA', fields)).statusChanged).toBe(expected);
});
