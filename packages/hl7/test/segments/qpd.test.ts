import { expect, test } from '@jest/globals';
import { readQpd } from '../../src/segments/qpd.ts';
import { fieldsOf } from '../support/segment.ts';

test('QPD of LAB-27 asks by containers, carrier and position', () => {
  const qpd = fieldsOf('QPD', {
    1: 'WOS^Work Order Step^IHE_LABTF',
    2: 'Q17',
    3: 'T1^LAB~T2^LAB',
    4: 'RACK9',
    5: '3',
    6: 'TRAY1',
    7: 'A1',
    9: 'ISO1',
  });
  expect(readQpd(qpd)).toMatchObject({
    ...{ name: 'WOS', system: 'IHE_LABTF', tag: 'Q17' }, // QPD-1, QPD-2
    containers: [{ id: 'T1' }, { id: 'T2' }], // QPD-3
    ...{ carrier: { id: 'RACK9' }, position: '3' }, // QPD-4, QPD-5
    ...{ tray: { id: 'TRAY1' }, positionInTray: 'A1' }, // QPD-6, QPD-7
    isolate: { id: 'ISO1' }, // QPD-9
  });
});

test('a container without a number is none', () => {
  expect(readQpd(fieldsOf('QPD', { 1: 'WOS', 3: '^LAB' })).containers).toEqual([]);
});
