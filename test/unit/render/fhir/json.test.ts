import { describe, expect, test } from '@jest/globals';
import { toFhirJson, withExactValue } from '../../../../lib/render/fhir/json.ts';

const written = (text: string): string => toFhirJson(withExactValue({ value: Number(text) }, text));

describe('a decimal is written as precisely as it was sent', () => {
  test.each([
    ['7.40', '7.40'],
    ['0', '0'],
    ['-0.50', '-0.50'],
    ['100', '100'],
    ['1.0e3', '1.0e3'],
    ['12345678901234567890', '12345678901234567890'],
    ['0.1000000000000000055', '0.1000000000000000055'],
  ])('%s', (text, expected) => {
    expect(written(text)).toBe(`{"value":${expected}}`); // OBX-5, Quantity.value
  });

  test.each([
    ['+7.40', '7.40'],
    ['.50', '0.50'],
    ['-.5', '-0.5'],
    ['7.', '7'],
    ['7.e2', '7e2'],
  ])('%s in the letters that JSON allows: %s', (text, expected) => {
    expect(written(text)).toBe(`{"value":${expected}}`);
  });

  test.each([
    ['007', '7'],
    [' 7', '7'],
    ['0x10', '16'],
  ])('%j, which JSON cannot say, is the number that it is: %s', (text, expected) => {
    expect(written(text)).toBe(`{"value":${expected}}`);
  });
});

test('text that is another number than the value is never written', () => {
  expect(toFhirJson(withExactValue({ value: 1 }, '2'))).toBe('{"value":1}');
  expect(toFhirJson(withExactValue({ value: 1 }, '1,"evil":true'))).toBe('{"value":1}');
});

test('how a value was written is seen by nobody who goes through the resource', () => {
  const quantity = withExactValue({ value: 7.4, unit: 'mmol/L' }, '7.40');
  expect(quantity).toEqual({ value: 7.4, unit: 'mmol/L' });
  expect(Object.keys(quantity)).toEqual(['value', 'unit']);
});

test('values that are no decimals stay as they are, also beside exact ones', () => {
  const resource = {
    identifier: [{ value: '007' }],
    valueQuantity: withExactValue({ value: 7.4 }, '7.40'),
    text: '7.40',
  };
  expect(toFhirJson(resource)).toBe(
    '{"identifier":[{"value":"007"}],"valueQuantity":{"value":7.40},"text":"7.40"}',
  );
});

test('spaces are those that are asked for', () => {
  expect(toFhirJson({ a: 1 }, 2)).toBe('{\n  "a": 1\n}');
});
