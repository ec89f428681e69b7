import { expect, test } from '@jest/globals';
import { isSecureAddress } from '../../../lib/shared/secure-address.ts';

test.each([
  ['https://ehr.test/fhir', true],
  ['HTTPS://ehr.test', true],
  ['http://127.0.0.1:8080/fhir', true],
  ['http://127.1', true],
  ['http://2130706433', true],
  ['http://localhost:80', true],
  ['http://[::1]:80', true],
  ['http://ehr.test/fhir', false],
  ['http://localhost.evil.test', false],
  ['http://127.0.0.1.evil.test', false],
  ['http://user:127.0.0.1@evil.test', false],
  ['http://127.0.0.1@evil.test', false],
  ['http://0.0.0.0', false],
  ['http://10.0.0.1', false],
  ['http://[::]', false],
  ['http://[::ffff:10.0.0.1]', false],
  ['ftp://localhost', false],
  ['file:///etc/passwd', false],
  ['//ehr.test', false],
  ['', false],
])('%s may carry secrets: %s', (address, expected) => {
  expect(isSecureAddress(address)).toBe(expected);
});
