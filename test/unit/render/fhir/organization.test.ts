import { expect, test } from '@jest/globals';
import type { Organization } from '../../../../lib/model/concept.ts';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { organizationReference } from '../../../../lib/render/fhir/organization.ts';

const newContext = () => ({
  base: 'https://lab.test',
  entries: new BundleEntries({ ids: 'server', tag: undefined }),
  tag: undefined,
});

function organizationsOf(organization: Organization | undefined) {
  const context = newContext();
  const reference = organizationReference(organization, context);
  return { reference, entries: context.entries.all };
}

const assigned = { value: '33D0001', assigner: { namespace: 'CLIA' }, scope: 'CLIA', type: 'XX' };
const unassigned = { value: '1', assigner: {}, scope: 'core-lis' };

test('a laboratory with a number is made only where the EHR does not know the number', () => {
  const { reference, entries } = organizationsOf({ name: 'Riverside Laboratory', id: assigned });
  expect(entries).toEqual([
    {
      fullUrl: reference?.reference,
      resource: {
        resourceType: 'Organization',
        identifier: [
          {
            type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'XX' }] },
            system: 'https://lab.test/id/CLIA',
            value: '33D0001', // XON-10
          },
        ],
        active: true,
        name: 'Riverside Laboratory', // XON-1
      },
      request: {
        method: 'POST',
        url: 'Organization',
        ifNoneExist: 'identifier=https%3A%2F%2Flab.test%2Fid%2FCLIA|33D0001',
      },
    },
  ]);
  expect(reference?.display).toBe('Riverside Laboratory'); // Observation.performer
});

test('a laboratory with a name alone is named, and no resource is made', () => {
  expect(organizationsOf({ name: ' Riverside ' })).toEqual({
    reference: { display: 'Riverside' },
    entries: [],
  });
});

const address = { lines: ['9 Lab Rd', 'Hall 4'], city: 'Albany', state: 'NY', postalCode: '12207' };
const rendered = { line: ['9 Lab Rd', 'Hall 4'], city: 'Albany', state: 'NY', postalCode: '12207' };

test('a laboratory has the address that its report states', () => {
  const { entries } = organizationsOf({ name: 'Riverside Laboratory', id: assigned, address });
  expect(entries[0]?.resource).toMatchObject({ address: [rendered] }); // OBX-24
});

test('a laboratory with an address and no number is found by its name and address', () => {
  const [here, again, there] = [address, address, { ...address, city: 'Troy' }].map((at) =>
    organizationsOf({ name: 'Riverside', address: at }),
  );
  expect(here?.entries[0]).toMatchObject({
    resource: { name: 'Riverside', address: [rendered] },
    request: { ifNoneExist: expect.stringContaining('identifier=https%3A%2F%2Flab.test%2Forganization|') },
  });
  expect(again?.reference).toEqual(here?.reference);
  expect(there?.reference?.reference).not.toBe(here?.reference?.reference);
});

test('the address stays if another result names the laboratory without it', () => {
  const context = newContext();
  for (const at of [{}, { address }, {}]) organizationReference({ name: 'R', id: assigned, ...at }, context);
  expect(context.entries.all.map(({ resource }) => resource)).toMatchObject([{ address: [rendered] }]);
});

test('a number that says nothing is none', () => {
  const { reference, entries } = organizationsOf({ name: 'Riverside', id: { ...assigned, value: '\u0000' } });
  expect([reference, entries]).toEqual([{ display: 'Riverside' }, []]);
});

test('a laboratory without a name is called by its number', () => {
  const { reference, entries } = organizationsOf({ id: assigned });
  expect(reference?.display).toBe('33D0001');
  expect(entries[0]?.resource).toMatchObject({ name: '33D0001' }); // Organization.name
});

test.each([undefined, {}, { name: ' ' }, { name: '', id: { ...unassigned, value: '' } }])(
  '%j is nobody',
  (organization) => {
    expect(organizationsOf(organization)).toEqual({ reference: undefined, entries: [] });
  },
);

test('numbers of an unknown authority tell laboratories apart together with their names', () => {
  const keyOf = (name: string) => organizationsOf({ name, id: unassigned }).reference?.reference;
  expect(keyOf('Riverside')).toBe(keyOf('Riverside'));
  expect(keyOf('Riverside')).not.toBe(keyOf('Hillside'));
});

test('a number of a known authority is one laboratory, however its name is written', () => {
  const keyOf = (name: string) => organizationsOf({ name, id: assigned }).reference?.reference;
  expect(keyOf('Riverside')).toBe(keyOf('RIVERSIDE LAB'));
});
