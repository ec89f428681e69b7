import { expect, test } from '@jest/globals';
import { isLoincSystem, LOINC_SYSTEM } from '../../../lib/terminology/loinc.ts';

test.each([
  LOINC_SYSTEM,
  'LN',
  'ln',
  'LOINC',
  'http://loinc.org',
  '2.16.840.1.113883.6.1',
  'urn:oid:2.16.840.1.113883.6.1',
])('%s is a name of LOINC', (system) => {
  expect(isLoincSystem(system)).toBe(true);
});

test.each([undefined, '', 'L', 'LNX', 'https://loinc.org', 'constructor'])('%j is none', (system) => {
  expect(isLoincSystem(system)).toBe(false);
});
