import { describe, expect, test } from '@jest/globals';
import type { Patient, Practitioner, Provenance } from '@medplum/fhirtypes';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';

const of = (ids: 'server' | 'derived' | 'own', tag?: { system: string; code: string }) =>
  new BundleEntries({ ids, tag });

const patient = (value = '1', system = 'https://lab.test/id'): Patient => ({
  resourceType: 'Patient',
  identifier: [{ system, value }],
});

const requestOf = (entries: BundleEntries) => entries.all.map(({ request }) => request);

describe('where the server gives the ids', () => {
  test('a resource is a conditional update by its first identifier, and has no id', () => {
    const entries = of('server');
    const resource = {
      ...patient(),
      identifier: [...(patient().identifier ?? []), { system: 's', value: '2' }],
    };
    const { reference } = entries.update<Patient>('k', resource);
    expect(entries.all).toEqual([
      {
        fullUrl: reference,
        resource,
        request: { method: 'PUT', url: 'Patient?identifier=https%3A%2F%2Flab.test%2Fid|1' },
      },
    ]);
    expect(reference).toMatch(/^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test('a resource without identifiers is found again by its own tag', () => {
    const entries = of('server');
    entries.updateByTag<Provenance>(
      'k',
      { resourceType: 'Provenance', target: [], recorded: '', agent: [] },
      { system: 'https://lab.test/p', code: 'k-1' },
    );
    expect(requestOf(entries)).toEqual([
      { method: 'PUT', url: 'Provenance?_tag=https%3A%2F%2Flab.test%2Fp|k-1' },
    ]);
    expect(entries.all[0]?.resource?.meta?.tag).toEqual([{ system: 'https://lab.test/p', code: 'k-1' }]);
  });

  test('what others may know is made only where nothing has its identifier', () => {
    const entries = of('server');
    entries.createUnlessKnown<Patient>('k', patient());
    expect(requestOf(entries)).toEqual([
      { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=https%3A%2F%2Flab.test%2Fid|1' },
    ]);
  });

  test.each([
    ['a,b', 'a%5C%2Cb'],
    ['a|b', 'a%5C%7Cb'],
    ['a$b', 'a%5C%24b'],
    ['a\\b', 'a%5C%5Cb'],
    ['a&b=c#d', 'a%26b%3Dc%23d'],
    ['constructor', 'constructor'],
  ])('the number %j is one value of the search', (value, escaped) => {
    const entries = of('server');
    entries.update<Patient>('k', patient(value, 's'));
    expect(requestOf(entries)[0]?.url).toBe(`Patient?identifier=s|${escaped}`);
  });

  test.each([[[]], [[{ value: '1' }]], [[{ system: 's' }]]])(
    'a resource that cannot be found again is a fault of ours: %j',
    (identifier) => {
      expect(() => of('server').update<Patient>('k', { resourceType: 'Patient', identifier })).toThrow(
        'a Patient without the identifier that finds it again',
      );
    },
  );
});

describe('where we give the ids', () => {
  test('a resource is put under its id, which is that of its address', () => {
    const entries = of('derived');
    const { reference } = entries.update<Patient>('k', patient());
    const id = reference?.replace('urn:uuid:', '');
    expect(entries.all).toEqual([
      {
        fullUrl: reference,
        resource: { ...patient(), id },
        request: { method: 'PUT', url: `Patient/${id}` },
      },
    ]);
  });

  test('what others may know still gets the id that the server gives', () => {
    const entries = of('derived');
    entries.createUnlessKnown<Patient>('k', patient());
    expect(requestOf(entries)[0]?.method).toBe('POST');
    expect(entries.all[0]?.resource).not.toHaveProperty('id');
  });
});

test('our own read API knows each resource by its key', () => {
  const entries = of('own');
  expect(entries.update<Patient>('k1', patient())).toEqual({ reference: 'Patient/k1' });
  expect(entries.createUnlessKnown<Patient>('k2', patient('2'))).toEqual({ reference: 'Patient/k2' });
  expect(entries.all.map(({ resource }) => resource?.id)).toEqual(['k1', 'k2']);
  expect(requestOf(entries).map((request) => request?.url)).toEqual(['Patient/k1', 'Patient/k2']);
});

test('a key has the same address for ever, and each type its own', () => {
  const address = of('server').addressOf('Patient', 'k');
  expect(of('derived').addressOf('Patient', 'k')).toBe(address);
  expect(of('server').addressOf('Observation', 'k')).not.toBe(address);
  expect(of('server').addressOf('Patient', 'l')).not.toBe(address);
  expect(of('own').addressOf('Patient', 'k')).toBe('Patient/k');
});

test('a resource that is named twice stands once, at its first place, as it was said last', () => {
  const entries = of('server');
  entries.update<Patient>('k', { ...patient(), gender: 'male' });
  entries.update<Practitioner>('p', {
    resourceType: 'Practitioner',
    identifier: [{ system: 's', value: '2' }],
  });
  entries.update<Patient>('k', { ...patient(), gender: 'female' });
  expect(entries.all.map(({ resource }) => resource?.resourceType)).toEqual(['Patient', 'Practitioner']);
  expect(entries.all[0]?.resource).toMatchObject({ gender: 'female' });
});

test('the tag of test data is put on every resource, behind its own', () => {
  const entries = of('server', { system: 'tags', code: 'HTEST' });
  entries.update<Patient>('k', patient());
  entries.updateByTag<Provenance>(
    'p',
    { resourceType: 'Provenance', target: [], recorded: '', agent: [] },
    { system: 'own', code: '1' },
  );
  expect(entries.all.map(({ resource }) => resource?.meta?.tag?.map(({ code }) => code))).toEqual([
    ['HTEST'],
    ['1', 'HTEST'],
  ]);
});

test('the resource that is given is not changed', () => {
  const given = Object.freeze(patient());
  of('own', { system: 'tags', code: 'HTEST' }).update<Patient>('k', given);
  expect(given).toEqual(patient());
});

test('ten thousand resources are put at once', () => {
  const entries = of('server');
  for (let index = 0; index < 10_000; index++) entries.update<Patient>(`k${index}`, patient(String(index)));
  expect(entries.all).toHaveLength(10_000);
});
