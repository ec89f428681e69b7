import { expect, test } from '@jest/globals';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { directorReference } from '../../../../lib/render/fhir/practitioner-role.ts';

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
