import { expect, test } from '@jest/globals';
import { isSaid, orUnknown, unknown, unknownReference } from '../../../../lib/render/fhir/unknown.ts';

const absent = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
};

test('an element that FHIR requires and nobody sent says that it is unknown, and nothing else', () => {
  expect(unknown()).toEqual(absent); // Extension data-absent-reason
  expect(unknownReference()).toEqual(absent); // Reference without reference
});

test('each absence is an object of its own, so that what is added to one is not in another', () => {
  expect(unknown()).not.toBe(unknown());
});

test('a simple value stands under its name, and has no element beside it', () => {
  expect(orUnknown('issued', '2026-03-02T08:14:00Z')).toEqual({ issued: '2026-03-02T08:14:00Z' });
});

test('a simple value that is missing is an element beside its name, and no value', () => {
  expect(orUnknown('issued', undefined)).toEqual({ _issued: absent });
});

test('empty text is a value: only what is missing is unknown', () => {
  expect(orUnknown('issued', '')).toEqual({ issued: '' });
});

test.each([
  [unknown(), false],
  [[{ _family: unknown() }], false],
  [[{ given: ['Ada'], _family: unknown() }], true],
  ['Ada', true],
  [true, true],
  [[], false],
])('a reason why there is nothing says nothing: %j', (part, expected) => {
  expect(isSaid(part)).toBe(expected);
});
