import { describe, expect, test } from '@jest/globals';
import type { Encounter } from '@medplum/fhirtypes';
import type { Report } from '../../../../lib/model/report.ts';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { encounterReference } from '../../../../lib/render/fhir/encounter.ts';
import { unknown } from '../../../../lib/render/fhir/unknown.ts';
import { fullReport } from '../../../support/full-report.ts';

const newContext = () => ({
  base: 'https://lab.test',
  entries: new BundleEntries({ ids: 'server', tag: undefined }),
  tag: undefined,
});

const subject = { reference: 'urn:uuid:patient' };

function encountersOf(visit: Report['visit'], report: Report = fullReport) {
  const context = newContext();
  const reference = encounterReference({ ...report, visit }, subject, context);
  const entries = context.entries.all.filter(({ resource }) => resource?.resourceType === 'Encounter');
  return { reference, entries, encounter: entries[0]?.resource as Encounter | undefined };
}

const number = { value: 'V-1', assigner: { namespace: 'RIVERSIDE' }, scope: 'RIVERSIDE' };
const unassigned = { value: 'V-1', assigner: {}, scope: 'core-lis' };

test('a visit has its class, its number, who attends and where', () => {
  const { encounter, reference, entries } = encountersOf({ ...fullReport.visit, number });
  expect(encounter).toEqual({
    resourceType: 'Encounter',
    identifier: [
      {
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'VN' }] },
        system: 'https://lab.test/id/RIVERSIDE',
        value: 'V-1', // PV1-19
      },
    ],
    account: [{ identifier: expect.objectContaining({ value: 'ACC-1' }) }], // PID-18
    status: 'unknown',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' }, // PV1-2
    type: [unknown()],
    subject,
    participant: [
      {
        type: [
          {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'ATND' }],
          },
        ],
        individual: expect.objectContaining({ display: 'Dr Given99 Family99 III' }), // PV1-7
      },
    ],
    location: [{ location: { display: 'W3, 12, B, RIVERSIDE' } }], // PV1-3
  });
  expect(reference).toEqual({ reference: entries[0]?.fullUrl });
});

test('no visit is no encounter', () => {
  expect(encountersOf(undefined)).toEqual({ reference: undefined, entries: [], encounter: undefined });
});

test('a visit of which nothing is known has the class that FHIR requires, and nothing else', () => {
  const { patient } = fullReport;
  const withoutAccount = { ...fullReport, patient: patient && { ...patient, account: undefined } };
  const { encounter } = encountersOf({ location: { room: ' ' } }, withoutAccount);
  expect(encounter).toEqual({
    resourceType: 'Encounter',
    identifier: [{ system: 'https://lab.test/visit', value: fullReport.key }],
    status: 'unknown',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v2-0004', code: 'U' }, // Encounter.class
    type: [unknown()], // Encounter.type
    subject,
  });
});

describe('PV1-2', () => {
  test.each([
    ['E', 'EMER'],
    ['I', 'IMP'],
    ['O', 'AMB'],
    ['P', 'PRENC'],
  ])('%s is %s of ActCode', (patientClass, code) => {
    expect(encountersOf({ patientClass }).encounter?.class).toEqual({
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
      code,
    }); // Encounter.class
  });

  test.each([
    ['R', 'R'],
    ['B', 'B'],
    ['DAY CASE', 'DAY CASE'],
    ['', 'U'],
    [' I', 'U'],
    ['a\nb', 'U'],
  ])('%j has no word there, and is %s of HL7 table 0004', (patientClass, code) => {
    expect(encountersOf({ patientClass }).encounter?.class).toEqual({
      system: 'http://terminology.hl7.org/CodeSystem/v2-0004',
      code,
    }); // Encounter.class
  });
});

describe('how a visit is found again', () => {
  test('by a number of a known authority: made only where the EHR does not know it', () => {
    const { entries } = encountersOf({ number });
    expect(entries[0]?.request).toEqual({
      method: 'POST',
      url: 'Encounter',
      ifNoneExist: 'identifier=https%3A%2F%2Flab.test%2Fid%2FRIVERSIDE|V-1',
    });
  });

  test('a number of a known authority is one visit for every patient and report', () => {
    const { reference } = encountersOf({ number });
    expect(encountersOf({ number }, { ...fullReport, key: 'other', patient: undefined }).reference).toEqual(
      reference,
    );
  });

  test('any other number is one of its patient', () => {
    const { reference, encounter, entries } = encountersOf({ number: unassigned });
    expect(entries[0]?.request?.method).toBe('PUT');
    expect(encounter?.identifier?.map(({ system }) => system)).toEqual([
      'https://lab.test/visit',
      'https://lab.test/id/core-lis',
    ]);
    expect(encountersOf({ number: unassigned }, { ...fullReport, key: 'other' }).reference).toEqual(
      reference,
    );
    const { patient } = fullReport;
    if (patient === undefined) throw new Error('no patient');
    const another = { ...fullReport, patient: { ...patient, key: 'another' } };
    expect(encountersOf({ number: unassigned }, another).reference).not.toEqual(reference);
  });

  test('where nobody knows the patient either, by its report', () => {
    const nobody = { ...fullReport, patient: undefined };
    const { reference } = encountersOf({ number: unassigned }, nobody);
    expect(encountersOf({ number: unassigned }, nobody).reference).toEqual(reference);
    expect(encountersOf({ number: unassigned }, { ...nobody, key: 'other' }).reference).not.toEqual(
      reference,
    );
  });

  test.each([undefined, { ...number, value: ' ' }])('without a number it is of its report: %j', (none) => {
    const { encounter } = encountersOf({ patientClass: 'I', number: none });
    expect(encounter?.identifier).toEqual([{ system: 'https://lab.test/visit', value: fullReport.key }]);
  });
});

test.each(['constructor', '__proto__', 'toString'])('the class %s is none of the table', (patientClass) => {
  const { encounter } = encountersOf({ ...fullReport.visit, number, patientClass });
  expect(encounter?.class.code).not.toBeInstanceOf(Object); // PV1-2
});
