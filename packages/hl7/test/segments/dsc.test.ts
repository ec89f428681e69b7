import { expect, test } from '@jest/globals';
import { readDsc } from '../../src/segments/dsc.ts';
import { fieldsOf } from '../support/segment.ts';

test.each([
  ['P1', 'P1'],
  ['', undefined],
  ['""', undefined],
])('DSC-1 %j points to %j', (sent, expected) => {
  expect(readDsc(fieldsOf('DSC', { 1: sent, 2: 'F' })).continuationPointer).toBe(expected);
});
