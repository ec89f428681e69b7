import { describe, expect, test } from '@jest/globals';
import { readObx, readObxHead, repeats } from '../../src/segments/obx.ts';
import { fieldsOf } from '../support/segment.ts';

test('OBX has each of its fields', () => {
  const obx = fieldsOf('OBX', {
    1: '1',
    2: 'NM',
    3: 'GLU^Glucose^L^2345-7^^LN',
    4: '1.2',
    5: '5.4',
    6: 'mmol/L^^UCUM',
    7: '3.9-5.6',
    8: 'H~A',
    11: 'F',
    14: '20260302074500',
    15: 'LAB1^Hill',
    16: '12^Berg^Olav~14^Lie^Siv',
    17: 'HEX^Hexokinase^L~KIN^Kinetic^L',
    18: 'CHEM9^SN77~CHEM9-A',
    19: '20260302080000',
    20: 'KNE^Knee^L~R^Right^L',
    21: 'RUN7',
    23: 'Hill Laboratory^^77',
    24: '9 Lab Rd^^Albany',
    25: '13^Moe^Ida',
  });
  expect(readObx(obx)).toMatchObject({
    valueType: 'NM', // OBX-2
    identifier: { code: 'GLU', alternateCode: '2345-7', alternateSystem: 'LN' }, // OBX-3
    subId: '1.2', // OBX-4
    units: { code: 'mmol/L', system: 'UCUM' }, // OBX-6
    referenceRange: '3.9-5.6', // OBX-7
    abnormalFlags: ['H', 'A'], // OBX-8
    resultStatus: 'F', // OBX-11
    observed: '20260302074500', // OBX-14
    producer: { code: 'LAB1' }, // OBX-15
    responsibleObservers: [{ id: '12', family: 'Berg' }, { id: '14' }], // OBX-16
    methods: [{ code: 'HEX' }, { code: 'KIN' }], // OBX-17
    equipment: ['CHEM9', 'CHEM9-A'], // OBX-18.1
    analyzed: '20260302080000', // OBX-19
    bodySites: [{ code: 'KNE' }, { code: 'R' }], // OBX-20
    instanceId: 'RUN7', // OBX-21
    performingOrganization: { name: 'Hill Laboratory', id: '77' }, // OBX-23
    performingAddress: { line: '9 Lab Rd', city: 'Albany' }, // OBX-24
    medicalDirector: { id: '13', family: 'Moe' }, // OBX-25
  });
});

describe('an OBX that says less', () => {
  test('has no list that is not there, and nothing else', () => {
    const { abnormalFlags, equipment, bodySites, responsibleObservers, methods, ...rest } = readObx(
      fieldsOf('OBX', { 1: '1' }),
    );
    expect([abnormalFlags, equipment, bodySites, responsibleObservers, methods].flat()).toEqual([]);
    expect(Object.values(rest).filter((value) => value !== undefined)).toEqual([]);
  });

  test('types and statuses are read without case', () => {
    expect(readObx(fieldsOf('OBX', { 2: 'nm', 11: 'f' }))).toMatchObject({
      valueType: 'NM',
      resultStatus: 'F',
    });
  });

  test('what HL7 deletes is nothing', () => {
    const { units, referenceRange, resultStatus } = readObx(fieldsOf('OBX', { 6: '""', 7: '""', 11: '""' }));
    expect([units, referenceRange, resultStatus]).toEqual([undefined, undefined, undefined]);
  });

  test('a quick look reads the type, the codes and the sub-id alone', () => {
    expect(readObxHead(fieldsOf('OBX', { 2: 'cwe', 3: '600-7^Bacteria^LN^ORG^^L', 4: '1', 5: 'x' }))).toEqual(
      {
        valueType: 'CWE',
        codes: ['600-7', 'ORG'],
        subId: '1',
      },
    );
  });
});

test.each([
  ['3.5~5.1', '3.5~5.1'],
  ['3.5-5.1~3.5-5.1', '3.5-5.1'],
  ['~3.5-5.1', '3.5-5.1'],
  ['~', undefined],
])('OBX-7 %s, which repeats against the standard, keeps all that differs', (sent, range) => {
  const obx = fieldsOf('OBX', { 7: sent });
  expect(readObx(obx).referenceRange).toBe(range); // OBX-7
  expect([repeats(obx, 7), repeats(obx, 6)]).toEqual([true, false]);
});
