import { expect, test } from '@jest/globals';
import { toContactPoint } from '../../../../lib/render/fhir/contact-point.ts';

test.each([
  ['555-0100', { system: 'phone', value: '555-0100' }],
  [' (555) 0100 ', { system: 'phone', value: '(555) 0100' }],
  ['amara@home.test', { system: 'email', value: 'amara@home.test' }],
  ['amara@home', { system: 'phone', value: 'amara@home' }],
  ['call amara@home.test', { system: 'phone', value: 'call amara@home.test' }],
  ['555\u00000100', { system: 'phone', value: '555 0100' }],
  ['constructor', { system: 'phone', value: 'constructor' }],
])('%j', (text, expected) => {
  expect(toContactPoint(text)).toEqual(expected); // XTN-1, XTN-4
});

test.each(['', ' ', '\u0001'])('%j is no number', (text) => {
  expect(toContactPoint(text)).toBeUndefined(); // Patient.telecom
});
