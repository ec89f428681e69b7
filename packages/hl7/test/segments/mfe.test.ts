import { expect, test } from '@jest/globals';
import { readMfe } from '../../src/segments/mfe.ts';
import { fieldsOf } from '../support/segment.ts';

test.each(['MAD', 'MUP', 'MDL', 'MDC', 'MAC'])('MFE-1 %s is the action', (action) => {
  expect(readMfe(fieldsOf('MFE', { 1: action.toLowerCase(), 4: 'GLU^Glucose^L' }))).toEqual({
    action,
    key: 'GLU', // MFE-4.1
  });
});

test('an entry that says nothing has neither', () => {
  expect(readMfe(fieldsOf('MFE', {}))).toEqual({ action: undefined, key: undefined });
});
