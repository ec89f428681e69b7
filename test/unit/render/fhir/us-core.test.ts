import { expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { withProfile } from '../../../../lib/render/fhir/us-core.ts';

const us = (name: string, version: string) => [
  `http://hl7.org/fhir/us/core/StructureDefinition/us-core-${name}|${version}`,
];
const profileOf = (resource: object) => withProfile(resource as Resource, 'us-core-6').meta?.profile;
const report = { resourceType: 'DiagnosticReport', category: [{ coding: [{ code: 'LAB' }] }] };

test('a resource names the profile of the version that is asked for, beside its tags', () => {
  const meta = { tag: [{ code: 'HTEST' }] };
  const specimen = { resourceType: 'Specimen', meta } as Resource;
  expect(withProfile(specimen, 'us-core-6').meta).toEqual({ ...meta, profile: us('specimen', '6.1.0') });
  expect(withProfile(specimen, 'us-core-8').meta).toEqual({ ...meta, profile: us('specimen', '8.0.0') });
  expect(withProfile(specimen, undefined)).toBe(specimen);
});

const person = (system: string, value: string) => ({
  resourceType: 'Practitioner',
  identifier: [{ system, value }],
});
const NPI = 'http://hl7.org/fhir/sid/us-npi';
const CLIA = 'urn:oid:2.16.840.1.113883.4.7';

test.each<[string, object, string]>([
  ['a report of the laboratory', report, 'diagnosticreport-lab'],
  [
    'a result with a day',
    { resourceType: 'Observation', effectiveDateTime: '2026-03-02' },
    'observation-lab',
  ],
  ['a result without a time', { resourceType: 'Observation' }, 'observation-lab'],
  ['a person with an NPI', person(NPI, '1234567893'), 'practitioner'],
  ['a person with another number', person('https://lab.test/id/A', '7'), 'practitioner'],
  [
    'a laboratory with its CLIA number',
    { resourceType: 'Organization', identifier: [{ system: CLIA, value: '05D0642827' }] },
    'organization',
  ],
  [
    'a document with a code of LOINC',
    {
      resourceType: 'DocumentReference',
      type: { coding: [{ system: 'http://loinc.org', code: '11502-2' }] },
      content: [{ attachment: { data: 'YQ==' } }],
    },
    'documentreference',
  ],
])('%s conforms', (_, resource, name) => {
  expect(profileOf(resource)).toEqual(us(name, '6.1.0'));
});

test.each<[string, object]>([
  ['a report of radiology', { ...report, category: [{ coding: [{ code: 'RAD' }] }] }],
  ['a result of a month', { resourceType: 'Observation', effectiveDateTime: '2026-03' }],
  ['an NPI of nine digits', person(NPI, '123456789')],
  ['an NPI with a wrong check digit', person(NPI, '1234567890')],
  [
    'a CLIA number of another form',
    { resourceType: 'Organization', identifier: [{ system: CLIA, value: '642827' }] },
  ],
  [
    'an address of five lines',
    { resourceType: 'Organization', address: [{ line: ['1', '2', '3', '4', '5'] }] },
  ],
  ['a patient without a number', { resourceType: 'Patient', name: [{ family: 'Roe' }] }],
  [
    'a document with a local code',
    {
      resourceType: 'DocumentReference',
      type: { coding: [{ system: 'https://lab.test/codesystem/L', code: 'PATH' }] },
      content: [{ attachment: { data: 'YQ==' } }],
    },
  ],
  [
    'a document without content',
    {
      resourceType: 'DocumentReference',
      type: { coding: [{ system: 'http://loinc.org', code: '11502-2' }] },
      content: [{ attachment: { title: 'A document without content' } }],
    },
  ],
  ['a device, for which US Core has no profile', { resourceType: 'Device' }],
])('%s does not', (_, resource) => {
  expect(profileOf(resource)).toBeUndefined();
});
