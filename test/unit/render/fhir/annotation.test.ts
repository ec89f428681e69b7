import { expect, test } from '@jest/globals';
import { toAnnotation, toNoteExtension } from '../../../../lib/render/fhir/annotation.ts';

const note = (text: string) => ({ text, source: 'L', at: 'NTE[1]' });

test('a note is its text, with its lines', () => {
  expect(toAnnotation(note('one\ntwo'))).toEqual({ text: 'one\ntwo' }); // NTE-3
});

test('control characters become blanks', () => {
  expect(toAnnotation(note('one\u0007two'))).toEqual({ text: 'one two' }); // NTE-3
});

test.each(['', ' ', '\u0000'])('a note without words still has text, which FHIR requires: %j', (text) => {
  expect(toAnnotation(note(text))).toEqual({ text: '-' }); // Annotation.text
});

test('a resource without a place for notes has them in the extension of FHIR', () => {
  expect(toNoteExtension(note('prefers mornings'))).toEqual({
    url: 'http://hl7.org/fhir/StructureDefinition/note',
    valueAnnotation: { text: 'prefers mornings' },
  });
});
