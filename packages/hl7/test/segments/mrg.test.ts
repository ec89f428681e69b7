import { expect, test } from '@jest/globals';
import { readMrg } from '../../src/segments/mrg.ts';
import { fieldsOf } from '../support/segment.ts';

test('MRG-1 has every identifier that is retired, with its assigner and its type', () => {
  const mrg = fieldsOf('MRG', { 1: '7^^^RIVERSIDE^MR~8^^^HILL&2.16.840&ISO^PI' });
  expect(readMrg(mrg).priorIdentifiers).toEqual([
    { id: '7', assigner: { namespace: 'RIVERSIDE' }, type: 'MR' },
    { id: '8', assigner: { namespace: 'HILL', universalId: '2.16.840', universalIdType: 'ISO' }, type: 'PI' },
  ]);
});

test('an identifier without a number is left out', () => {
  expect(readMrg(fieldsOf('MRG', { 1: '^^^RIVERSIDE^MR~9' })).priorIdentifiers).toMatchObject([{ id: '9' }]);
});

test('an empty MRG retires nobody', () => {
  expect(readMrg(fieldsOf('MRG', {})).priorIdentifiers).toEqual([]);
});
