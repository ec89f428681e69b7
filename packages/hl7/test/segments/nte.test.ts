import { expect, test } from '@jest/globals';
import { readNte } from '../../src/segments/nte.ts';
import { fieldsOf } from '../support/segment.ts';

test('NTE-3 is the text, NTE-2 who says it', () => {
  expect(readNte(fieldsOf('NTE', { 1: '1', 2: 'L', 3: 'Specimen hemolyzed' }))).toEqual({
    source: 'L',
    text: 'Specimen hemolyzed',
  });
});

test('each repetition is a line, and an empty one between others is an empty line', () => {
  expect(readNte(fieldsOf('NTE', { 3: '~One~~Three~~' }))?.text).toBe('One\n\nThree');
});

test('the blanks at the beginning of a line are its layout', () => {
  expect(readNte(fieldsOf('NTE', { 3: '  Na   140 ~  \\T\\K  4.1' }))?.text).toBe('  Na   140\n  &K  4.1');
});

test('a caret belongs to the text', () => {
  expect(readNte(fieldsOf('NTE', { 3: 'Range 1^2' }))?.text).toBe('Range 1^2');
});

test.each(['', '""'])('a note with %j as its text says nothing', (text) => {
  expect(readNte(fieldsOf('NTE', { 2: 'L', 3: text }))).toBeUndefined();
});
