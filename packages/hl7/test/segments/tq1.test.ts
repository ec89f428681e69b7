import { expect, test } from '@jest/globals';
import { readTq1 } from '../../src/segments/tq1.ts';
import { fieldsOf } from '../support/segment.ts';

test.each([
  ['S', 'S'],
  ['s^Stat', 'S'],
  ['A', 'A'],
  ['R^Routine^HL70485', 'R'],
])('TQ1-9 %s is the priority %s', (sent, priority) => {
  expect(readTq1(fieldsOf('TQ1', { 9: sent }))).toEqual({ priority });
});

test('without TQ1-9 nothing is said of urgency', () => {
  expect(readTq1(fieldsOf('TQ1', { 1: '1' }))).toEqual({ priority: undefined });
});
