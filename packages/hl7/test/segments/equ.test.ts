import { expect, test } from '@jest/globals';
import { readEqu } from '../../src/segments/equ.ts';
import { fieldsOf } from '../support/segment.ts';

test('EQU names the instrument and says how it is', () => {
  const equ = fieldsOf('EQU', {
    1: 'CHEM1^LAB^1.2.3^ISO',
    2: '20260302081500',
    3: 'OP^Normal operation^HL70365',
    4: 'R^Remote^HL70366',
    5: 'W^Warning^HL70367',
  });
  expect(readEqu(equ)).toEqual({
    instrument: { id: 'CHEM1', assigner: { namespace: 'LAB', universalId: '1.2.3', universalIdType: 'ISO' } }, // EQU-1
    eventTime: '20260302081500', // EQU-2
    state: 'OP', // EQU-3.1
    control: 'R', // EQU-4.1
    alertLevel: 'W', // EQU-5.1
  });
});

test('codes of tables are read without case', () => {
  expect(readEqu(fieldsOf('EQU', { 3: 'op', 4: 'r', 5: 'c' }))).toMatchObject({
    state: 'OP',
    control: 'R',
    alertLevel: 'C',
  });
});

test('an instrument without an id is none', () => {
  expect(readEqu(fieldsOf('EQU', { 1: '^LAB' })).instrument).toBeUndefined();
});
