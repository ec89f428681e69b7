import { expect, test } from '@jest/globals';
import { counted } from '../../../../lib/console/parts/counted.ts';

test('a number agrees with its noun', () => {
  expect([0, 1, 2].map((number) => counted(number, 'message'))).toEqual([
    '0 messages',
    '1 message',
    '2 messages',
  ]);
  expect(counted(2, 'entry', 'entries')).toBe('2 entries');
});
