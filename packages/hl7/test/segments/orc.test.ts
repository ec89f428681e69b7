import { expect, test } from '@jest/globals';
import { readOrc } from '../../src/segments/orc.ts';
import { fieldsOf } from '../support/segment.ts';

test('ORC has what happens to an order, its numbers, its status and who ordered it', () => {
  const orc = fieldsOf('ORC', {
    1: 'nw',
    2: 'P1^WARD',
    3: 'F1^CORELIS',
    5: 'ip',
    12: '501^Vance^Iris^^^Dr^^^RIVERSIDE',
    14: '555-0142~555-0143',
    21: 'Hillside Clinic',
    22: '4 Hill Rd^^Rome',
    23: '555-0123',
    24: '3 Ward Rd',
  });
  expect(readOrc(orc)).toMatchObject({
    control: 'NW', // ORC-1
    placerOrder: { id: 'P1', assigner: { namespace: 'WARD' } }, // ORC-2
    fillerOrder: { id: 'F1', assigner: { namespace: 'CORELIS' } }, // ORC-3
    orderStatus: 'IP', // ORC-5
    orderingProvider: { id: '501', family: 'Vance', given: 'Iris', assigner: { namespace: 'RIVERSIDE' } }, // ORC-12
    callBackPhones: [{ number: '555-0142' }, { number: '555-0143' }], // ORC-14
    orderingFacility: { name: 'Hillside Clinic' }, // ORC-21
    orderingFacilityAddress: { line: '4 Hill Rd', city: 'Rome' }, // ORC-22
    orderingFacilityPhones: [{ number: '555-0123' }], // ORC-23
    orderingProviderAddress: { line: '3 Ward Rd' }, // ORC-24
  });
});

test('an ORC that says nothing has no number', () => {
  expect(readOrc(fieldsOf('ORC', { 1: 'RE' }))).toMatchObject({
    placerOrder: undefined,
    fillerOrder: undefined,
    callBackPhones: [],
    orderingFacilityPhones: [],
  });
});
