import { describe, expect, test } from '@jest/globals';
import { canonicalJson } from '../../../lib/shared/canonical-json.ts';

describe('a value as text to be compared', () => {
  test('the order of keys does not matter, at any depth', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: 0 })).toBe(canonicalJson({ a: 0, b: [{ c: 2, d: 1 }] }));
  });

  test('the order of a list does', () => {
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  test('a key that is undefined is one that is missing', () => {
    expect(canonicalJson({ a: 1, b: undefined })).toBe(canonicalJson({ a: 1 }));
  });

  test('a number as it was written is not the same number written otherwise', () => {
    expect(canonicalJson({ number: '7.0' })).not.toBe(canonicalJson({ number: '7.00' }));
    expect(canonicalJson({ number: '7' })).not.toBe(canonicalJson({ number: 7 }));
  });

  test('null, empty text and an empty list differ', () => {
    expect(new Set([null, '', [], {}].map(canonicalJson)).size).toBe(4);
  });

  test('words that objects have are keys like any other', () => {
    const hostile: unknown = JSON.parse('{"constructor":1,"__proto__":2,"a":3}');
    const other: unknown = JSON.parse('{"a":3,"__proto__":4,"constructor":1}');
    expect(canonicalJson(hostile)).not.toBe(canonicalJson(other));
  });
});
