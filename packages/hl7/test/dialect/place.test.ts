import { describe, expect, test } from '@jest/globals';
import { AstmRecord, defaultAstmDelimiters } from '../../src/astm/record.ts';
import { hasAnyMark, hasMark, readPlace, textAt, textsAt, writePlace } from '../../src/dialect/place.ts';
import { segmentOf } from '../support/segment.ts';

const order = new AstmRecord('O|1|S1|5^^^^CONTROL|^^^GLU|||||||X\\Q', 1, defaultAstmDelimiters);

describe('a place', () => {
  test.each(['O-4', 'O-4.5', 'OBX-3.1.2', 'MSH-16'])('%s is written as it is read', (text) => {
    const place = readPlace(text);
    expect(place && writePlace(place)).toBe(text);
  });

  test.each(['O4', 'X-1', 'O-0', 'OBX-3.0', 'obx-3', 'OBX-3.1.2.3', ''])('%j is none', (text) => {
    expect(readPlace(text)).toBeUndefined();
  });
});

test('a place without a component is the first component, in each repetition', () => {
  expect(textsAt(order, { name: 'O', field: 12 })).toEqual(['X', 'Q']);
  expect(textAt(order, { name: 'O', field: 4, component: 5 })).toBe('CONTROL');
  expect(textAt(order, { name: 'O', field: 7 })).toBeUndefined();
});

test('a place in a segment may be a subcomponent', () => {
  const obx = segmentOf('OBX|1|NM|A&B^C');
  expect(textAt(obx, { name: 'OBX', field: 3, component: 1, subcomponent: 2 })).toBe('B');
  expect(textAt(obx, { name: 'OBX', field: 3, component: 2 })).toBe('C');
});

test('a mark is found in any repetition of its field, and in its own record alone', () => {
  expect(hasMark(order, { at: { name: 'O', field: 12 }, equals: ['Q'] })).toBe(true);
  expect(hasMark(order, { at: { name: 'R', field: 12 }, equals: ['Q'] })).toBe(false);
  expect(hasMark(order, { at: { name: 'O', field: 9 }, filled: false })).toBe(true);
  expect(hasAnyMark([order], [{ at: { name: 'O', field: 3 }, equals: ['S2'] }])).toBe(false);
  expect(hasAnyMark([order], undefined)).toBe(false);
});
