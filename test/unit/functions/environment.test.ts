import { afterEach, expect, test } from '@jest/globals';
import { optional, required } from '../../../functions/environment.ts';

afterEach(() => {
  delete process.env['SPACING_MS'];
});

test('a function does not start without a variable that it needs, nor with an empty one', () => {
  expect(() => required('SPACING_MS')).toThrow('the environment variable SPACING_MS is not set');
  process.env['SPACING_MS'] = '';
  expect(() => required('SPACING_MS')).toThrow('SPACING_MS');
  expect(optional('SPACING_MS')).toBeUndefined();
  process.env['SPACING_MS'] = '20';
  expect([required('SPACING_MS'), optional('SPACING_MS')]).toEqual(['20', '20']);
});
