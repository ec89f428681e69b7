import { expect, test } from '@jest/globals';
import { readObxValues } from '../../src/segments/obx-value.ts';
import { fieldsOf } from '../support/segment.ts';

const valuesOf = (type: string, value: string) => readObxValues(fieldsOf('OBX', { 2: type, 5: value }), type);

test.each([
  ['ED', '^TEXT^html^Base64^'],
  ['ED', '^application^pdf^Base64^=='],
  ['ED', '^application^pdf^Base64^"" '],
  ['ED', '^application^pdf^Base64^JVBERi0xLjQK%%%%JVBERi0xLjQKJVBERi0xLjQK'],
  ['ED', 'JVBERi0xLjQKJVBERi0xLjQKJVBERi0xLjQK'],
  ['RP', '^^application^pdf'],
  ['CE', '^^'],
  ['CWE', '^^SCT'],
  ['CWE', '^^^^^^2.5.1'],
  ['SN', '^^^'],
  ['NM', '^'],
  ['ST', '^^'],
  ['TX', '~'],
  ['XPN', '""^""'],
])('%s %s is no value', (type, value) => {
  expect(valuesOf(type, value)).toEqual([]);
});

test.each([
  ['ED', 'in plain words', { kind: 'text', text: 'in plain words' }],
  ['ED', '^text^plain^Base64^not base64!', { kind: 'document', document: { data: 'not base64!' } }],
  ['ED', '^application^pdf^Hex^41 42', { kind: 'document', document: { data: '41 42' } }],
  ['CWE', '^^^^^^^^only words', { kind: 'coded' }],
  ['CQ', '1,234^mIU/L', { kind: 'text', text: '1,234 mIU/L' }],
  ['CQ', '24.1^kg/m^2', { kind: 'quantity', unit: { code: 'kg/m', text: '2' } }],
  ['NM', 'see note', { kind: 'text', text: 'see note' }],
  ['ST', '^232.8', { kind: 'text', text: '232.8' }],
  ['NM', '^^3.09^', { kind: 'quantity', number: '3.09' }],
  ['ST', '^see note', { kind: 'text', text: '^see note' }],
  ['ST', '\\S\\5', { kind: 'text', text: '^5' }],
  // HL7 v2.5.1 §2.A.79: leading blanks of TX are for the reader; those of ST are none of the value
  ['TX', '  Na    140  ', { kind: 'text', text: '  Na    140' }],
  ['FT', '\t- nevus\\.br\\  excised', { kind: 'text', text: '\t- nevus\n  excised' }],
  ['ST', '  Na ', { kind: 'text', text: 'Na' }],
  ['NM', '4.1^^', { kind: 'quantity', text: '4.1', number: '4.1' }],
  ['ST', 'Positive^^', { kind: 'text', text: 'Positive' }],
  ['ST', 'x\\S\\', { kind: 'text', text: 'x^' }],
])('%s %s is one', (type, value, expected) => {
  expect(valuesOf(type, value)).toMatchObject([expected]);
});

test('of several values, those that say nothing are left out', () => {
  expect(valuesOf('CE', 'A^^L~^^')).toHaveLength(1);
});
