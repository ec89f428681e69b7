import { expect, test } from '@jest/globals';
import { toFhirAddress } from '../../../../lib/render/fhir/address.ts';

test('an address has its lines in their order, and each of its parts', () => {
  expect(
    toFhirAddress({
      lines: ['1 Main St', 'Apt 2'],
      city: 'Riverside',
      state: 'NY',
      postalCode: '01001',
      country: 'US',
      county: 'Kings',
    }),
  ).toEqual({
    line: ['1 Main St', 'Apt 2'], // XAD-1, XAD-2
    city: 'Riverside', // XAD-3
    district: 'Kings', // XAD-9
    state: 'NY', // XAD-4
    postalCode: '01001', // XAD-5
    country: 'US', // XAD-6
  });
});

test('parts that say nothing are not there', () => {
  expect(toFhirAddress({ lines: ['', '1 Main St', ' '], city: '\u0000' })).toEqual({ line: ['1 Main St'] });
  expect(toFhirAddress({ lines: [], country: 'US' })).toEqual({ country: 'US' });
});

test('an address that says nothing is none', () => {
  expect(toFhirAddress({ lines: [] })).toBeUndefined();
  expect(toFhirAddress({ lines: [' '], city: '', state: '\u007f' })).toBeUndefined();
});

test('control characters are no part of a line', () => {
  expect(toFhirAddress({ lines: ['1\u0001Main St'] })).toEqual({ line: ['1 Main St'] });
});

test.each([
  ['H', { use: 'home' }],
  ['B', { use: 'work' }],
  ['O', { use: 'work' }],
  ['C', { use: 'temp' }],
  ['BA', { use: 'old' }],
  ['BI', { use: 'billing' }],
  ['M', { type: 'postal' }],
  ['SH', { type: 'postal' }],
  ['L', {}],
  ['constructor', {}],
])('the type %s', (type, expected) => {
  expect(toFhirAddress({ lines: ['1 Main St'], type })).toEqual({ line: ['1 Main St'], ...expected }); // XAD-7
  expect(toFhirAddress({ lines: [], type })).toBeUndefined();
});
