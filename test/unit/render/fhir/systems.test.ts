import { describe, expect, test } from '@jest/globals';
import type { Identifier } from '../../../../lib/model/concept.ts';
import {
  codingSystemUri,
  identifierSystemUri,
  ownSystemUri,
  scopeOfSystem,
  systemBase,
} from '../../../../lib/render/fhir/systems.ts';

const base = 'https://lab.test';

const identifier = (assigner: Identifier['assigner'], scope = 'SCOPE'): Identifier => ({
  value: '1',
  assigner,
  scope,
});

test.each([
  ['https://lab.test/', 'https://lab.test'],
  ['https://lab.test///', 'https://lab.test'],
  ['https://lab.test/a', 'https://lab.test/a'],
  ['', ''],
])('the base of %j has no slash at its end', (system, expected) => {
  expect(systemBase(system)).toBe(expected);
});

describe('the URI of a coding system', () => {
  test.each([
    ['LN', 'http://loinc.org'],
    ['ln', 'http://loinc.org'],
    ['SCT', 'http://snomed.info/sct'],
    ['UCUM', 'http://unitsofmeasure.org'],
    ['I10C', 'http://hl7.org/fhir/sid/icd-10-cm'],
    ['CVX', 'http://hl7.org/fhir/sid/cvx'],
  ])('%s of HL7 table 0396 has the one that FHIR gives it', (name, uri) => {
    expect(codingSystemUri(name, base)).toBe(uri); // Coding.system
  });

  test.each([
    ['HL70078', 'http://terminology.hl7.org/CodeSystem/v2-0078'],
    ['hl70078', 'http://terminology.hl7.org/CodeSystem/v2-0078'],
    ['2.16.840.1.113883.6.1', 'urn:oid:2.16.840.1.113883.6.1'],
    ['https://codes.test/a', 'https://codes.test/a'],
    ['urn:oid:1.2.3', 'urn:oid:1.2.3'],
  ])('%s is read as what it is', (name, uri) => {
    expect(codingSystemUri(name, base)).toBe(uri); // Coding.system
  });

  test.each([
    ['L', 'https://lab.test/codesystem/L'],
    ['HL7078', 'https://lab.test/codesystem/HL7078'],
    ['HL700781', 'https://lab.test/codesystem/HL700781'],
    ['1', 'https://lab.test/codesystem/1'],
    ['A B/C', 'https://lab.test/codesystem/A%20B%2FC'],
    ['https://a b', 'https://lab.test/codesystem/https%3A%2F%2Fa%20b'],
    ['constructor', 'https://lab.test/codesystem/constructor'],
    ['__proto__', 'https://lab.test/codesystem/__proto__'],
    ['a\u0001b', 'https://lab.test/codesystem/a%01b'],
  ])('%j, which only the sender knows, is one of the laboratory', (name, uri) => {
    expect(codingSystemUri(name, base)).toBe(uri); // Coding.system
  });

  test('no name is no system: nothing is invented', () => {
    expect(codingSystemUri(undefined, base)).toBeUndefined(); // Coding.system
  });

  test('a name of a million characters is read at once', () => {
    expect(codingSystemUri('1.'.repeat(500_000), base)).toHaveLength(1_000_000 + base.length + 12);
  });
});

describe('the URI of the system of an identifier', () => {
  test.each([
    ['an OID', { universalId: '2.16.840.1.99', universalIdType: 'ISO' }, 'urn:oid:2.16.840.1.99'],
    ['an OID without its type', { universalId: '2.16.840.1.99' }, 'urn:oid:2.16.840.1.99'],
    [
      'a UUID, in lower case as RFC 9562 writes it',
      { universalId: '6F1A8E34-0000-4000-8000-00000000000A', universalIdType: 'UUID' },
      'urn:uuid:6f1a8e34-0000-4000-8000-00000000000a',
    ],
    [
      'what calls itself a UUID is no way out of the URI',
      { universalId: 'a b/c', universalIdType: 'UUID' },
      'urn:uuid:a%20b%2Fc',
    ],
    ['an address', { universalId: 'https://hosp.test/mrn', universalIdType: 'URI' }, 'https://hosp.test/mrn'],
    [
      'another universal id',
      { universalId: 'hosp.test', universalIdType: 'DNS' },
      'https://lab.test/id/hosp.test',
    ],
    ['a name alone: its scope', { namespace: 'RIVERSIDE' }, 'https://lab.test/id/SCOPE'],
    ['nobody: its scope', {}, 'https://lab.test/id/SCOPE'],
  ])('%s', (_, assigner, uri) => {
    expect(identifierSystemUri(identifier(assigner), base)).toBe(uri); // CX-4, Identifier.system
  });

  test('a scope with odd characters stays one step of the path', () => {
    expect(identifierSystemUri(identifier({}, 'A B/C?#'), base)).toBe('https://lab.test/id/A%20B%2FC%3F%23');
  });
});

describe('the scope of an identifier is found again by its system', () => {
  test.each(['RIVERSIDE', 'A B/C?#', '100%', 'Größe', 'constructor', ''])('%j', (scope) => {
    expect(scopeOfSystem(ownSystemUri(scope, base), base)).toBe(scope);
  });

  test.each([
    ['urn:oid:2.16.840.1.99', '2.16.840.1.99'],
    ['urn:uuid:6f1a8e34', '6f1a8e34'],
    ['https://hosp.test/mrn', 'https://hosp.test/mrn'],
    ['https://other.test/id/A%20B', 'https://other.test/id/A%20B'],
  ])('%s is of %s', (system, scope) => {
    expect(scopeOfSystem(system, base)).toBe(scope);
  });

  test.each(['%', '%E0%A4', '50%zz'])('%j is no encoding of anything, and stands for itself', (text) => {
    expect(scopeOfSystem(`https://lab.test/id/${text}`, base)).toBe(text);
  });
});
