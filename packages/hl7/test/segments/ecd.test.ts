import { expect, test } from '@jest/globals';
import { readEcd, readEcr } from '../../src/segments/ecd.ts';
import { fieldsOf } from '../support/segment.ts';

test('ECD is a command with its reference', () => {
  const ecd = fieldsOf('ECD', { 1: '17', 2: 'LO^Load^HL70368', 3: 'Y' });
  expect(readEcd(ecd)).toMatchObject({
    reference: '17', // ECD-1
    command: { code: 'LO', text: 'Load', system: 'HL70368' }, // ECD-2
  });
});

test('ECR is what the instrument answered, and when', () => {
  const ecr = fieldsOf('ECR', { 1: 'ER^Error^HL70387', 2: '20260302081500' });
  expect(readEcr(ecr)).toMatchObject({ response: { code: 'ER' }, time: '20260302081500' }); // ECR-1, ECR-2
});

test('an empty command is none', () => {
  expect(readEcd(fieldsOf('ECD', {})).command).toBeUndefined();
  expect(readEcr(fieldsOf('ECR', {})).response).toBeUndefined();
});
