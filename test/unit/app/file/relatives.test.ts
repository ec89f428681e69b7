import { expect, test } from '@jest/globals';
import { relativeNumbersOf } from '../../../../lib/app/file/relatives.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

const numbersOf = (message: Parameters<typeof anOru>[0]): string[] =>
  relativeNumbersOf(onlyPart(anOru(message)), 'LAB').map(({ kind, value }) => `${kind} ${value}`);

test('a panel is listed under the numbers of its parent, and looks for the parent by them', () => {
  expect(numbersOf({ order: { 29: 'P1^F1' } })).toEqual([
    ...['filler F1', 'placer P1'],
    ...['parent F1', 'parent-placer P1'],
  ]);
});

test.each([
  ['an isolate', { 2: 'CWE', 4: '1', 5: 'ECO' }],
  ['an organism by its LOINC code', { 2: 'CWE', 3: '600-7^Bacteria^LN', 5: 'ECO' }],
])('a report with %s looks for the reports of its isolates', (_, result) => {
  expect(numbersOf({ order: { 2: 'P1', 3: 'F1' }, results: [result] })).toEqual([
    ...['parent F1', 'parent-placer P1'],
  ]);
});

test('a cancellation looks for the reports of its isolates', () => {
  expect(numbersOf({ order: { 3: 'F1', 25: 'X' }, results: [] })).toEqual(['parent F1']);
});

test('a number without a parent has no relatives, with or without OBX-4', () => {
  expect(numbersOf({ results: [{}, { 4: '1' }] })).toEqual([]);
});
