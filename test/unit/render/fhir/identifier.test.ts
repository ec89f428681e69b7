import { describe, expect, test } from '@jest/globals';
import type { Identifier } from '../../../../lib/model/concept.ts';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { hasAssigner, identifiersOf, toFhirIdentifier } from '../../../../lib/render/fhir/identifier.ts';

const base = 'https://lab.test';
const context = { base, entries: new BundleEntries({ ids: 'server', tag: undefined }), tag: undefined };

const id = (fields: Partial<Identifier> = {}): Identifier => ({
  value: '700101',
  assigner: { namespace: 'RIVERSIDE', universalId: '2.16.840.1.99', universalIdType: 'ISO' },
  scope: '2.16.840.1.99',
  ...fields,
});

describe('a CX or EI as an identifier', () => {
  test('has its number, the system of its assigner and its type', () => {
    expect(toFhirIdentifier(id({ type: 'MR' }), { base })).toEqual({
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] }, // CX-5
      system: 'urn:oid:2.16.840.1.99', // CX-4.2
      value: '700101', // CX-1
    });
  });

  test('without a type has none', () => {
    expect(toFhirIdentifier(id(), { base })).not.toHaveProperty('type'); // Identifier.type
  });

  test('has the type of its field before its own', () => {
    const { type } = toFhirIdentifier(id({ type: 'MR' }), { base, type: 'PLAC' });
    expect(type?.coding?.map(({ code }) => code)).toEqual(['PLAC']); // Identifier.type
  });

  test.each(['', ' ', ' MR', 'M  R', 'M\nR'])('a type that is no FHIR code is left out: %j', (type) => {
    expect(toFhirIdentifier(id({ type }), { base })).not.toHaveProperty('type'); // CX-5
  });

  test('of training never has the system of a real number', () => {
    const tag = { system: 'https://tags.test', code: 'HTEST' };
    expect(toFhirIdentifier(id(), { base, tag }).system).toBe('https://lab.test/id/2.16.840.1.99'); // MSH-11
  });

  test('its number has no control characters and no blanks at its ends', () => {
    expect(toFhirIdentifier(id({ value: ' 70\u00000101 ' }), { base }).value).toBe('70 0101'); // CX-1
  });

  test('keeps the zeros that a number begins with', () => {
    expect(toFhirIdentifier(id({ value: '000701' }), { base }).value).toBe('000701'); // CX-1
  });
});

test.each([
  [{}, false],
  [{ namespace: 'RIVERSIDE' }, true],
  [{ universalId: '1.2.3' }, true],
  [{ universalIdType: 'ISO' }, false],
])('whether it is known who gave a number out: %j', (assigner, expected) => {
  expect(hasAssigner(id({ assigner }))).toBe(expected);
});

describe('how somebody is found again', () => {
  test('by the number alone, where it is known who gave it out', () => {
    expect(identifiersOf('practitioner', id(), ['Okafor'], context)).toEqual([
      { system: 'urn:oid:2.16.840.1.99', value: '700101' },
    ]);
  });

  const unassigned = id({ value: '1', assigner: {}, scope: 'core-lis' });

  test('else by a key of ours first, and the number behind it', () => {
    expect(identifiersOf('practitioner', unassigned, ['Okafor', 'Amara'], context)).toEqual([
      { system: 'https://lab.test/practitioner', value: expect.stringMatching(/^[0-9a-f]{32}$/) },
      { system: 'https://lab.test/id/core-lis', value: '1' },
    ]);
  });

  const keyOf = (of: Identifier, names: readonly (string | undefined)[]) =>
    identifiersOf('practitioner', of, names, context)[0]?.value;

  test('two that are called 1 are two', () => {
    const key = keyOf(unassigned, ['Okafor', 'Amara']);
    expect(keyOf(unassigned, ['Okafor', 'Amara'])).toBe(key);
    expect(keyOf(unassigned, ['Okafor', 'Ama'])).not.toBe(key);
    expect(keyOf(unassigned, ['Okafor Amara'])).not.toBe(key);
    expect(keyOf({ ...unassigned, scope: 'other' }, ['Okafor', 'Amara'])).not.toBe(key);
    expect(keyOf({ ...unassigned, value: '2' }, ['Okafor', 'Amara'])).not.toBe(key);
  });
});
