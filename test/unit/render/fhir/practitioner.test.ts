import { expect, test } from '@jest/globals';
import type { Person } from '../../../../lib/model/concept.ts';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { practitionerReference } from '../../../../lib/render/fhir/practitioner.ts';
import { unknown } from '../../../../lib/render/fhir/unknown.ts';

const newContext = () => ({
  base: 'https://lab.test',
  entries: new BundleEntries({ ids: 'server', tag: undefined }),
  tag: undefined,
});

function practitionersOf(person: Person | undefined) {
  const context = newContext();
  const reference = practitionerReference(person, context);
  return { reference, entries: context.entries.all };
}

const number = { value: '77', assigner: { universalId: '2.16.840.1.99' }, scope: '2.16.840.1.99' };
const person: Person = { id: number, family: 'Boateng', given: ['Kofi', 'A'], prefix: 'Dr', suffix: 'III' };

test('somebody with a number is made only where the EHR does not know the number', () => {
  const { reference, entries } = practitionersOf(person);
  expect(entries).toEqual([
    {
      fullUrl: reference?.reference,
      resource: {
        resourceType: 'Practitioner',
        identifier: [{ system: 'urn:oid:2.16.840.1.99', value: '77' }], // XCN-1, XCN-9
        name: [{ family: 'Boateng', given: ['Kofi', 'A'], prefix: ['Dr'], suffix: ['III'] }], // XCN-2 to XCN-6
      },
      request: {
        method: 'POST',
        url: 'Practitioner',
        ifNoneExist: 'identifier=urn%3Aoid%3A2.16.840.1.99|77',
      },
    },
  ]);
  expect(reference?.display).toBe('Dr Kofi A Boateng III'); // Reference.display
});

test('somebody with a name alone is named, and no resource is made', () => {
  expect(practitionersOf({ family: 'Boateng', given: ['Kofi'] })).toEqual({
    reference: { display: 'Kofi Boateng' },
    entries: [],
  });
});

test('somebody with a number alone is called by it, and the name is unknown', () => {
  const { reference, entries } = practitionersOf({ id: number, given: [] });
  expect(reference?.display).toBe('77');
  expect(entries[0]?.resource).toMatchObject({ name: [{ _family: unknown() }] }); // Practitioner.name
});

test('a number that says nothing is none', () => {
  expect(practitionersOf({ ...person, id: { ...number, value: ' ' } })).toEqual({
    reference: { display: 'Dr Kofi A Boateng III' },
    entries: [],
  });
});

test.each([
  undefined,
  { given: [] },
  { family: ' ', given: ['\u0000'] },
  { id: { ...number, value: '' }, given: [] },
])('%j is nobody', (nobody) => {
  expect(practitionersOf(nobody)).toEqual({ reference: undefined, entries: [] });
});

test('two that are called 1 by nobody known are two', () => {
  const unassigned = { value: '1', assigner: {}, scope: 'core-lis' };
  const keyOf = (family: string) =>
    practitionersOf({ id: unassigned, family, given: [] }).reference?.reference;
  expect(keyOf('Boateng')).toBe(keyOf('Boateng'));
  expect(keyOf('Boateng')).not.toBe(keyOf('Okafor'));
});

test('a name of the words of programmers is a name', () => {
  expect(practitionersOf({ family: 'constructor', given: ['__proto__'] }).reference?.display).toBe(
    '__proto__ constructor',
  );
});
