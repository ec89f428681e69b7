import { describe, expect, test } from '@jest/globals';
import type { Patient } from '../../../../lib/model/patient.ts';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { renderPatient } from '../../../../lib/render/fhir/patient.ts';
import { unknown } from '../../../../lib/render/fhir/unknown.ts';
import { fullReport } from '../../../support/full-report.ts';

const newContext = () => ({
  base: 'https://lab.test',
  entries: new BundleEntries({ ids: 'server', tag: undefined }),
  tag: undefined,
});

const { patient: whole } = fullReport;
if (whole === undefined) throw new Error('no patient');

const rendered = (fields: Partial<Patient> = {}) => renderPatient({ ...whole, ...fields }, newContext());
const CDC = 'urn:oid:2.16.840.1.113883.6.238';
const time = (iso: string) => ({ text: '', iso, zone: 'sent' as const });
const local = (value: string, type?: string) => ({
  value,
  type,
  assigner: { namespace: 'RIVERSIDE' },
  scope: 'RIVERSIDE',
});

test('a patient has each of the elements that a message may fill', () => {
  expect(rendered()).toEqual({
    resourceType: 'Patient',
    extension: [
      {
        url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
        extension: [
          { url: 'detailed', valueCoding: { system: CDC, code: '2034-7', display: 'Chinese' } },
          { url: 'text', valueString: 'chinese' },
        ], // PID-10
      },
      {
        url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity',
        extension: [
          {
            url: 'ombCategory',
            valueCoding: { system: CDC, code: '2186-5', display: 'Not Hispanic or Latino' },
          },
          { url: 'text', valueString: 'Not Hispanic' },
        ], // PID-22
      },
      {
        url: 'http://hl7.org/fhir/StructureDefinition/note',
        valueAnnotation: { text: 'prefers mornings' }, // NTE-3
      },
    ],
    identifier: [
      expect.objectContaining({ system: 'urn:oid:2.16.840.1.99', value: '700101' }), // PID-3
      {
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'SS' }] },
        system: 'https://lab.test/id/core-lis/SS',
        value: '123-45-6780', // PID-19
      },
    ],
    name: [{ use: 'official', family: 'Okafor', given: ['Amara', 'N'], prefix: ['Ms'], suffix: ['Jr'] }], // PID-5
    gender: 'female', // PID-8
    birthDate: '1984-03-17', // PID-7
    _birthDate: {
      extension: [
        {
          url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime',
          valueDateTime: '1984-03-17T10:30:00-05:00', // PID-7
        },
      ],
    },
    multipleBirthInteger: 2, // PID-25
    address: [
      {
        ...{ use: 'home', line: ['1 Main St', 'Apt 2'], city: 'Riverside', state: 'NY' },
        ...{ postalCode: '10001', country: 'US', district: 'Kings' }, // PID-11
      },
    ],
    telecom: [
      { system: 'fax', value: '555-0100', use: 'home' }, // PID-13
      { system: 'pager', value: '555-0177', use: 'work' }, // PID-14
    ],
  });
});

test('a patient of whom a number alone is known has that, and says that the rest is unknown', () => {
  const patient: Patient = {
    key: 'k',
    identifiers: [local('700101')],
    names: [],
    addresses: [],
    phones: [],
    notes: [],
  };
  expect(renderPatient(patient, newContext())).toEqual({
    resourceType: 'Patient',
    identifier: [{ system: 'https://lab.test/id/RIVERSIDE', value: '700101' }],
    name: [unknown()], // Patient.name
    gender: 'unknown', // Patient.gender
  });
});

describe('PID-8', () => {
  test.each([
    ['F', 'female'],
    ['M', 'male'],
    ['A', 'other'],
    ['O', 'other'],
    ['N', 'other'],
    ['U', 'unknown'],
    ['X', 'unknown'],
    ['f', 'unknown'],
  ])('%s is %s', (sex, gender) => {
    expect(rendered({ sex }).gender).toBe(gender); // Patient.gender
  });

  test('nothing said is unknown, the code that US Core asks for', () => {
    expect(rendered({ sex: undefined }).gender).toBe('unknown');
  });
});

describe('PID-7', () => {
  test.each(['1984', '1984-03', '1984-03-17'])('%s keeps its precision, and has no hour', (iso) => {
    const patient = rendered({ birthDate: time(iso) });
    expect(patient.birthDate).toBe(iso); // Patient.birthDate
    expect(patient).not.toHaveProperty('_birthDate');
  });

  test('missing is missing', () => {
    const patient = rendered({ birthDate: undefined });
    expect(Object.keys(patient).filter((name) => /birthDate/i.test(name))).toEqual([]);
  });
});

test('names, addresses and numbers that say nothing are not there', () => {
  const patient = rendered({
    names: [{ given: [] }],
    addresses: [{ lines: [' '] }],
    phones: ['', '\u0000'],
    workPhones: [{ number: ' ' }],
    races: [{ codings: [], text: '\u0000' }],
    ethnicGroups: [],
    notes: [],
  });
  for (const element of ['address', 'telecom', 'extension']) expect(patient).not.toHaveProperty(element);
  expect(patient.name).toEqual([unknown()]);
});

test.each([
  [
    'a name that has only a use stands for a name that is unknown',
    [{ use: 'S' }],
    [{ use: 'anonymous', ...unknown() }],
  ],
  [
    'a name that has only a use is left out beside others',
    [{ family: 'Roe' }, { use: 'S' }],
    [{ family: 'Roe' }],
  ],
  ['a title alone is kept, without a name', [{ prefix: 'Dr' }], [{ prefix: ['Dr'], ...unknown() }]],
])('%s', (_, names, expected) => {
  expect(rendered({ names: names.map((name) => ({ given: [], ...name })) }).name).toEqual(expected); // PID-5
});

test('aliases tell people apart, and are not sent', () => {
  expect(JSON.stringify(rendered({ aliases: [{ family: 'Maiden', given: [] }] }))).not.toContain('Maiden'); // PID-9
});

describe('identifiers', () => {
  const systemsOf = (fields: Partial<Patient>) =>
    rendered({ account: undefined, socialSecurity: undefined, ...fields }).identifier?.map(
      ({ system, value }) => [system, value],
    );

  test.each([undefined, 'MR', 'PI', 'PT', 'MRN'])(
    'a record number has the system of its authority: %j',
    (type) => {
      expect(systemsOf({ identifiers: [local('1', type)] })).toEqual([
        ['https://lab.test/id/RIVERSIDE', '1'],
      ]);
    },
  );

  test.each(['AN', 'VN', 'SS', 'DL'])('a number of the type %s never has that of a person', (type) => {
    expect(systemsOf({ identifiers: [local('1', type)] })).toEqual([
      [`https://lab.test/id/RIVERSIDE/${type}`, '1'],
    ]); // PID-3.5
  });

  const socialSecurity = { value: '123-45-6780', assigner: {}, scope: 'core-lis', type: 'SS' };

  test.each([
    ['123-45-6780', ['123-45-6780']],
    ['123456780', ['123456780']],
  ])('PID-19 is not a second time what PID-3 has: %s', (value, expected) => {
    const numbers = systemsOf({ identifiers: [local('1'), local(value, 'SS')], socialSecurity });
    expect(numbers?.slice(1).map(([, number]) => number)).toEqual(expected);
  });

  test('PID-19 comes last, and never leads', () => {
    expect(systemsOf({ identifiers: [local('1')], socialSecurity })).toEqual([
      ['https://lab.test/id/RIVERSIDE', '1'],
      ['https://lab.test/id/core-lis/SS', '123-45-6780'],
    ]);
    expect(systemsOf({ identifiers: [], socialSecurity })).toBeUndefined();
  });

  const national = { value: '1', assigner: { universalId: '2.16.840.1.99' }, scope: '2.16.840.1.99' };

  test('a number with a system of its own in the world keeps it', () => {
    expect(systemsOf({ identifiers: [{ ...national, type: 'SS' }] })).toEqual([
      ['urn:oid:2.16.840.1.99', '1'],
    ]);
  });

  test.each(['AN', 'VN'])('but an account (%s) of that authority has another', (type) => {
    expect(systemsOf({ identifiers: [{ ...national, type }] })).toEqual([
      [`https://lab.test/id/2.16.840.1.99/${type}`, '1'],
    ]);
  });

  test('PID-18 is an account, and a number of the person only where there is no other', () => {
    expect(systemsOf({ identifiers: [local('1')], account: local('1') })).toEqual([
      ['https://lab.test/id/RIVERSIDE', '1'],
    ]); // PID-18
    expect(systemsOf({ identifiers: [], account: local('1', 'VN') })).toEqual([
      ['https://lab.test/id/RIVERSIDE/VN', '1'],
    ]);
  });

  test('a second number of one authority and an account are left to the report', () => {
    expect(
      systemsOf({
        identifiers: [local('2'), local('1', 'MR'), local('2', 'PI'), local('3', 'AN')],
        account: local('3'),
      }),
    ).toEqual([['https://lab.test/id/RIVERSIDE', '2']]);
  });

  test('a type with odd characters stays one step of the system', () => {
    expect(systemsOf({ identifiers: [local('1', 'a/b c')] })).toEqual([
      ['https://lab.test/id/RIVERSIDE/a%2Fb%20c', '1'],
    ]);
  });
});

test.each(['constructor', '__proto__', 'toString'])('the sex %s is none of the table', (sex) => {
  expect(rendered({ sex }).gender).toBe('unknown'); // PID-8
});
