import { expect, test } from '@jest/globals';
import { readSpm } from '../../src/segments/spm.ts';
import { fieldsOf } from '../support/segment.ts';

test('SPM-11 is every name of every role, in whichever triplet it stands', () => {
  const spm = fieldsOf('SPM', { 11: 'P^Patient^HL70369^1^Serum^L~^^^^^^^^in words^Q^Control^HL70369' });
  expect(readSpm(spm).roles).toEqual([
    { codes: ['P', '1'], texts: ['Patient', 'Serum'] }, // SPM-11[1]
    { codes: ['Q'], texts: ['Control', 'in words'] }, // SPM-11[2].9 to .11
  ]);
});

test.each(['', '""', '^^', '^^HL70369'])('SPM-11 %j names no role', (role) => {
  expect(readSpm(fieldsOf('SPM', { 11: role })).roles).toEqual([]);
});

test.each([
  [{ 2: '20391&CONTROL' }, true],
  [{ 2: 'S-1^20391&control' }, true],
  [{ 3: 'S-1~CONTROL' }, true],
  [{ 2: '20391&CONTROLS' }, false],
  [{ 2: 'CONTROL-1' }, false],
  [{ 4: 'CONTROL' }, false],
])('%j is named control: %s', (fields, expected) => {
  expect(readSpm(fieldsOf('SPM', fields)).isNamedControl).toBe(expected);
});
