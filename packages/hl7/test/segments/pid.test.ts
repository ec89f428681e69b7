import { expect, test } from '@jest/globals';
import { readPid } from '../../src/segments/pid.ts';
import { fieldsOf } from '../support/segment.ts';

test('PID has the patient: numbers, names, birth, sex, addresses, phones and account', () => {
  const pid = fieldsOf('PID', {
    3: '700101^^^RIVERSIDE^MR~999^^^SSA^SS',
    5: 'Okafor^Amara^B^^Ms~Obi^Amara^^^^^M',
    7: '19840317',
    8: 'f',
    10: '2106-3^White^HL70005~W',
    11: '1 Elm St^Apt 2^Troy^NY^12180^USA^H',
    13: '^PRN^PH^^1^518^5550100~^NET^Internet^amara@example.test',
    14: '^WPN^PH^^1^518^5550177',
    18: 'ACC1^^^RIVERSIDE^AN',
    19: '123-45-6780',
    22: 'N',
  });
  expect(readPid(pid)).toMatchObject({
    identifiers: [
      { id: '700101', type: 'MR' },
      { id: '999', type: 'SS' },
    ], // PID-3
    names: [
      { family: 'Okafor', given: 'Amara', middle: 'B', prefix: 'Ms' },
      { family: 'Obi', use: 'M' },
    ], // PID-5
    birthDateTime: '19840317', // PID-7
    sex: 'F', // PID-8
    addresses: [
      { line: '1 Elm St', otherLine: 'Apt 2', city: 'Troy', state: 'NY', postalCode: '12180', type: 'H' },
    ], // PID-11
    phones: [{ use: 'PRN', number: '1 518 5550100' }, { email: 'amara@example.test' }], // PID-13
    account: { id: 'ACC1', type: 'AN' }, // PID-18
    races: [{ code: '2106-3', text: 'White', system: 'HL70005' }, { code: 'W' }], // PID-10
    workPhones: [{ use: 'WPN', number: '1 518 5550177' }], // PID-14
    socialSecurity: '123-45-6780', // PID-19
    ethnicGroups: [{ code: 'N' }], // PID-22
  });
});

test('the older PID-2 counts only where PID-3 is empty', () => {
  expect(readPid(fieldsOf('PID', { 2: 'OLD', 3: 'NEW' })).identifiers).toMatchObject([{ id: 'NEW' }]);
  expect(readPid(fieldsOf('PID', { 2: 'OLD' })).identifiers).toMatchObject([{ id: 'OLD' }]);
});

test('HL7 null is no number, no name and no birth date', () => {
  expect(readPid(fieldsOf('PID', { 3: '""', 5: '""', 7: '""' }))).toMatchObject({
    identifiers: [],
    names: [],
    birthDateTime: undefined,
  });
});

test.each([
  ['Y', true],
  ['yes', true],
  ['N', false],
  ['', false],
])('PID-24 %s of a multiple birth: %s', (text, isMultipleBirth) => {
  expect(readPid(fieldsOf('PID', { 24: text }))).toMatchObject({ isMultipleBirth });
});
