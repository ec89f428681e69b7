import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '../../src/message/message.ts';
import { isHeaderName } from '../../src/message/segment.ts';
import { segmentOf } from '../support/segment.ts';

describe('a segment', () => {
  const obx = segmentOf('OBX|1|NM|GLU^Glucose^L||5.8~6.0|mmol/L|""||| |F');

  test('gives its fields by the numbers of the standard', () => {
    expect(obx.value(1)).toBe('1');
    expect(obx.value(3)).toBe('GLU');
    expect(obx.value(3, { component: 2 })).toBe('Glucose');
    expect(obx.value(5, { repetition: 2 })).toBe('6.0');
    expect(obx.value(11)).toBe('F');
    expect(obx.value(12)).toBeUndefined();
    expect(obx.field(3)).toBe('GLU^Glucose^L');
    expect(obx.field(0)).toBe('OBX');
  });

  test('is read once by a reader, and again after another one', () => {
    const segment = segmentOf('OBX|1|NM|GLU');
    const seen: string[] = [];
    const code = (one: typeof segment) => [seen.push('code'), one.value(3)];
    const nothing = () => void seen.push('nothing');
    expect(segment.once(code)).toEqual([1, 'GLU']);
    expect(segment.once(code)).toBe(segment.once(code));
    expect([segment.once(nothing), segment.once(nothing)]).toEqual([undefined, undefined]);
    expect(segment.once(code)).toEqual([3, 'GLU']);
    expect(segmentOf('OBX|1|NM|K').once(code)).toEqual([4, 'K']);
    expect(seen).toEqual(['code', 'nothing', 'code', 'code']);
  });

  test('tells HL7 null from nothing', () => {
    expect([obx.isNull(7), obx.isNull(8)]).toEqual([true, false]);
    expect([obx.value(7), obx.value(8)]).toEqual([undefined, undefined]);
    expect(obx.value(10)).toBeUndefined(); // blanks
  });

  test('tells a filled field from an empty one and from one after its end', () => {
    expect([0, 3, 7, 10, 11].map((field) => obx.isFilled(field))).toEqual([true, true, true, true, true]);
    expect([4, 8, 12, 90].map((field) => obx.isFilled(field))).toEqual([false, false, false, false]);
    expect([segmentOf('OBX|').isFilled(1), segmentOf('OBX|1||').isFilled(3)]).toEqual([false, false]);
  });

  test('gives repetitions as they came', () => {
    expect(obx.repetitions(5)).toEqual(['5.8', '6.0']);
    expect(obx.repetitions(4)).toEqual([]);
  });

  test('a text is whole, whatever delimiters it holds', () => {
    expect(segmentOf('OBX|1|TX|||Range 3^4 & more').text(5)).toBe('Range 3^4 & more');
  });

  test('decodes escapes, also in sub-components', () => {
    const segment = segmentOf('OBX|1|ST|||A\\T\\B&C');
    expect(segment.value(5, { subcomponent: 1 })).toBe('A&B');
    expect(segment.value(5, { subcomponent: 2 })).toBe('C');
  });

  test('names places as issues do', () => {
    expect([obx.at(), obx.at(5), obx.at(5, 1)]).toEqual(['OBX[1]', 'OBX[1]-5', 'OBX[1]-5.1']);
  });

  test('may be read in any order of fields', () => {
    const values = [11, 1, 5, 3, 6, 2].map((number) => obx.value(number));
    expect(values).toEqual(['F', '1', '5.8', 'GLU', 'mmol/L', 'NM']);
  });
});

test('MSH counts its own separators as fields, and its delimiters are never cut up', () => {
  const parsed = parseMessage(Buffer.from('MSH|^~\\&|LIS|LAB\r'));
  const header = parsed.ok ? parsed.value.header : undefined;
  expect(header?.field(1)).toBe('|');
  expect(header?.value(2)).toBe('^~\\&');
  expect(header?.value(3)).toBe('LIS');
  expect(header?.at(9)).toBe('MSH-9');
  expect(['MSH', 'FHS', 'BHS', 'PID'].map(isHeaderName)).toEqual([true, true, true, false]);
});
