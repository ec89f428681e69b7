import { describe, expect, test } from '@jest/globals';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { directorReference, requesterReference } from '../../../../lib/render/fhir/practitioner-role.ts';
import { unknown } from '../../../../lib/render/fhir/unknown.ts';
import { fullReport } from '../../../support/full-report.ts';

const newContext = () => ({
  base: 'https://lab.test',
  entries: new BundleEntries({ ids: 'server', tag: undefined }),
  tag: undefined,
});

const director = {
  id: { value: '88', assigner: { namespace: 'CLIA' }, scope: 'CLIA' },
  family: 'Boateng',
  given: ['Kofi'],
};
const laboratory = { reference: 'urn:uuid:lab', display: 'Riverside Laboratory' };

const rolesOf = ({ entries }: ReturnType<typeof newContext>) =>
  entries.all.flatMap(({ resource }) => (resource?.resourceType === 'PractitionerRole' ? [resource] : []));

test('the director is a person in a role at the laboratory', () => {
  const context = newContext();
  const reference = directorReference(director, laboratory, context);
  expect(context.entries.all.map(({ resource }) => resource?.resourceType)).toEqual([
    'Practitioner',
    'PractitionerRole',
  ]);
  expect(rolesOf(context)).toEqual([
    {
      resourceType: 'PractitionerRole',
      identifier: [{ system: 'https://lab.test/role', value: expect.stringMatching(/^[0-9a-f]{32}$/) }],
      practitioner: { reference: context.entries.all[0]?.fullUrl, display: 'Kofi Boateng' }, // OBX-25
      organization: laboratory, // OBX-23
      code: [{ text: 'Laboratory director' }],
      telecom: [{ _system: unknown(), _value: unknown() }], // pd-1 of US Core
    },
  ]);
  expect(reference).toEqual({ reference: context.entries.all[1]?.fullUrl });
});

test('a director of a laboratory that nobody names directs none', () => {
  const context = newContext();
  directorReference(director, undefined, context);
  expect(rolesOf(context)[0]).not.toHaveProperty('organization'); // PractitionerRole.organization
});

test('a director with a name alone has a role all the same', () => {
  const context = newContext();
  directorReference({ family: 'Boateng', given: [] }, laboratory, context);
  expect(rolesOf(context)[0]?.practitioner).toEqual({ display: 'Boateng' });
});

test('no director is no role', () => {
  const context = newContext();
  expect(directorReference(undefined, laboratory, context)).toBeUndefined();
  expect(directorReference({ given: [] }, laboratory, context)).toBeUndefined();
  expect(context.entries.all).toEqual([]);
});

test('the same director of the same laboratory is one role; of another, another', () => {
  const context = newContext();
  directorReference(director, laboratory, context);
  directorReference(director, laboratory, context);
  expect(rolesOf(context)).toHaveLength(1);
  directorReference(director, { reference: 'urn:uuid:other' }, context);
  expect(rolesOf(context)).toHaveLength(2);
});

describe('the requester', () => {
  const requested = (fields: Partial<typeof fullReport>) => {
    const context = newContext();
    const reference = requesterReference({ ...fullReport, ...fields }, context);
    const resources = context.entries.all.map(({ resource }) => resource);
    return { reference, resources, types: resources.map((one) => one?.resourceType) };
  };

  test('is the person in a role at the facility, each with the address', () => {
    const { reference, resources } = requested({});
    expect(reference?.display).toBe('Dr Given66 Family66 III'); // OBR-16
    expect(resources).toMatchObject([
      { resourceType: 'Practitioner', address: [{ line: ['3 Ward Rd'], city: 'Utica' }] }, // ORC-24
      {
        resourceType: 'Organization',
        name: 'Hillside Clinic', // ORC-21
        address: [{ line: ['4 Hill Rd'], city: 'Rome' }], // ORC-22
        telecom: [{ system: 'phone', value: '555-0123' }], // ORC-23
      },
      { resourceType: 'PractitionerRole', organization: { display: 'Hillside Clinic' } },
    ]);
  });

  test('is the person or the facility if only one is stated', () => {
    expect(requested({ orderingFacility: undefined }).types).toEqual(['Practitioner']);
    expect(requested({ orderingProvider: undefined }).types).toEqual(['Organization']);
    expect(requested({ orderingFacility: undefined, orderingProvider: undefined }).reference).toBeUndefined();
  });

  test('is at no facility that says nothing', () => {
    expect(requested({ orderingFacility: { name: '\u0000', phones: ['\u0000'] } }).types).toEqual([
      'Practitioner',
    ]);
  });
});
