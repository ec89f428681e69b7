/** Names of LOINC, in HL7 table 0396 and elsewhere. */
const names: ReadonlySet<string> = new Set([
  'LN',
  'LOINC',
  'HTTP://LOINC.ORG',
  '2.16.840.1.113883.6.1',
  'URN:OID:2.16.840.1.113883.6.1',
]);

export const LOINC_SYSTEM = 'LN';

export const isLoincSystem = (system: string | undefined): boolean => names.has(system?.toUpperCase() ?? '');
