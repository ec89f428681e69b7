import { expect, test } from '@jest/globals';
import { compact, isEmpty } from '../../../../lib/render/fhir/compact.ts';

test('what has no value is not there', () => {
  const whole: object = compact<object>({ a: undefined, b: '', c: [] } as object);
  expect(Object.keys(whole)).toEqual([]);
});

test.each([0, false, ' ', [undefined], {}, null])('%j is a value', (value) => {
  expect(compact<{ a: unknown }>({ a: value })).toEqual({ a: value });
});

test('the order of the properties stays, so that the same resource is the same text', () => {
  expect(JSON.stringify(compact({ b: 1, x: undefined, a: 2 }))).toBe('{"b":1,"a":2}');
});

test('the object that is given is not changed', () => {
  const given = Object.freeze({ a: undefined, b: 1 });
  expect(compact<{ a?: number; b: number }>(given)).toEqual({ b: 1 });
  expect(Object.keys(given)).toEqual(['a', 'b']);
});

test('empty is what has no property of its own', () => {
  expect(isEmpty({})).toBe(true);
  expect(isEmpty({ a: undefined })).toBe(false);
});
