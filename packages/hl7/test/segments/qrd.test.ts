import { expect, test } from '@jest/globals';
import { readQrd } from '../../src/segments/qrd.ts';
import { fieldsOf } from '../support/segment.ts';

test('QRD asks about a subject; CAN takes the question back', () => {
  const qrd = fieldsOf('QRD', { 4: 'Q1', 8: 'TUBE1', 9: 'can' });
  expect(readQrd(qrd)).toMatchObject({
    queryId: 'Q1', // QRD-4
    subject: { id: 'TUBE1' }, // QRD-8.1
    subjectFilter: 'CAN', // QRD-9.1
  });
});

test('a question about nobody has no subject', () => {
  expect(readQrd(fieldsOf('QRD', { 4: 'Q1', 9: 'OTH' })).subject).toBeUndefined();
});
