import { expect, test } from '@jest/globals';
import { readOm1, readOm2 } from '../../src/segments/om.ts';
import { fieldsOf } from '../support/segment.ts';

test('OM1 has the code of a test and the types of its values', () => {
  const om1 = fieldsOf('OM1', { 1: '1', 2: 'GLU^Glucose^L', 3: 'NM~SN' });
  expect(readOm1(om1)).toMatchObject({ service: { code: 'GLU' }, valueTypes: ['NM', 'SN'] }); // OM1-2, OM1-3
});

test('OM2 has the unit and the ranges, each with whom it is for', () => {
  const om2 = fieldsOf('OM2', {
    2: 'mmol/L^^UCUM',
    6: '3.9&5.6^F^18&65^^^^fasting~4.1&5.9^m',
    7: '2.2&25',
    8: '0.1&60',
    9: '1&2^0.5^%^30',
  });
  expect(readOm2(om2)).toMatchObject({
    units: { code: 'mmol/L' }, // OM2-2
    reference: [
      { low: '3.9', high: '5.6', sex: 'F', ageLow: '18', ageHigh: '65', condition: 'fasting' },
      { low: '4.1', high: '5.9', sex: 'M' },
    ], // OM2-6
    critical: [{ low: '2.2', high: '25' }], // OM2-7
    absolute: [{ low: '0.1', high: '60' }], // OM2-8
    delta: [{ low: '1', high: '2', threshold: '0.5', computation: '%', daysRetained: '30' }], // OM2-9
  });
});

test('a range that says nothing is none', () => {
  expect(readOm2(fieldsOf('OM2', { 6: '^^' })).reference).toEqual([]);
});
