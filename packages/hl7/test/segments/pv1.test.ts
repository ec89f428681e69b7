import { expect, test } from '@jest/globals';
import { readPv1 } from '../../src/segments/pv1.ts';
import { fieldsOf } from '../support/segment.ts';

test('PV1 has the class, the place, the attending physician and the number of the visit', () => {
  const pv1 = fieldsOf('PV1', {
    2: 'i',
    3: 'ICU^12^B^RIVERSIDE^^^MAIN^3^^Near the lift',
    7: '501^Vance^Iris',
    19: 'V77^^^RIVERSIDE^VN',
  });
  expect(readPv1(pv1)).toMatchObject({
    patientClass: 'I', // PV1-2
    location: { pointOfCare: 'ICU', room: '12', bed: 'B', building: 'MAIN', floor: '3' }, // PV1-3
    attending: { id: '501', family: 'Vance' }, // PV1-7
    visitNumber: { id: 'V77', type: 'VN' }, // PV1-19
  });
});

test('a place that is only a facility is a place', () => {
  expect(readPv1(fieldsOf('PV1', { 3: '^^^RIVERSIDE' })).location).toMatchObject({
    facility: { namespace: 'RIVERSIDE' },
  });
  expect(readPv1(fieldsOf('PV1', { 3: '' })).location).toBeUndefined();
});
