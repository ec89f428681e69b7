import { expect, test } from '@jest/globals';
import { isEmailAddress } from '../../../lib/model/email-address.ts';

test.each([
  ['amara@mill.test', true],
  ['a@b@c.d', true],
  ['a@b.c.d', true],
  ['@b.c', false],
  ['a@.c', false],
  ['a@b.', false],
  ['a@b', false],
  ['a b@c.d', false],
  ['555-0101', false],
])('%s is an e-mail address: %s', (text, expected) => {
  expect(isEmailAddress(text)).toBe(expected);
});
