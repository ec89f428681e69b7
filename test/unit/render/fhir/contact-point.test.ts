import { expect, test } from '@jest/globals';
import { toContactPoint, toPhoneContact } from '../../../../lib/render/fhir/contact-point.ts';

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

test.each([
  [{ number: '1' }, 'home', { system: 'phone', value: '1', use: 'home' }],
  [{ number: '1' }, 'work', { system: 'phone', value: '1', use: 'work' }],
  [{ number: '1', use: 'WPN', equipment: 'PH' }, 'home', { system: 'phone', value: '1', use: 'work' }],
  [{ number: '1', use: 'PRN', equipment: 'CP' }, 'home', { system: 'phone', value: '1', use: 'mobile' }],
  [{ number: '1', equipment: 'CP' }, 'work', { system: 'phone', value: '1', use: 'work' }],
  [{ number: '1', use: 'PRS' }, 'home', { system: 'phone', value: '1', use: 'mobile' }],
  [{ number: '1', use: 'ORN', equipment: 'FX' }, 'home', { system: 'fax', value: '1' }],
  [{ number: '1', use: 'BPN', equipment: 'BP' }, 'work', { system: 'pager', value: '1' }],
  [
    { number: 'a@home.test', use: 'NET', equipment: 'Internet' },
    'home',
    { system: 'email', value: 'a@home.test' },
  ],
  [{ number: '1', use: '__proto__', equipment: 'constructor' }, 'home', { system: 'phone', value: '1' }],
] as const)('%j of the field for %s', (phone, field, expected) => {
  expect(toPhoneContact(phone, field)).toEqual(expected); // XTN-2, XTN-3
});
