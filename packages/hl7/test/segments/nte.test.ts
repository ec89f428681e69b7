import { expect, test } from '@jest/globals';
import { readNte } from '../../src/segments/nte.ts';
import { fieldsOf } from '../support/segment.ts';

test('NTE-3 is the text, NTE-2 who says it', () => {
  expect(readNte(fieldsOf('NTE', { 1: '1', 2: 'L', 3: 'Specimen hemolyzed' }))).toEqual({
    source: 'L',
    text: 'Specimen hemolyzed',
  });
});

test('each repetition is a line, and a repetition that is empty is none', () => {
  expect(readNte(fieldsOf('NTE', { 3: 'One~~Three' }))?.text).toBe('One\nThree');
});

test('a caret belongs to the text', () => {
  expect(readNte(fieldsOf('NTE', { 3: 'Range 1^2' }))?.text).toBe('Range 1^2');
});

test.each(['', '""'])('a note with %j as its text says nothing', (text) => {
  expect(readNte(fieldsOf('NTE', { 2: 'L', 3: text }))).toBeUndefined();
});
