import type { Annotation, Extension } from '@medplum/fhirtypes';
import type { Note } from '../../model/concept.ts';
import { cleanText } from './text.ts';

/** NTE (HL7 v2.5.1 §2.15.10). */
export const toAnnotation = (note: Note): Annotation => ({ text: cleanText(note.text) ?? '-' });

/** A note, for resources without a place for notes. */
export const toNoteExtension = (note: Note): Extension => ({
  url: 'http://hl7.org/fhir/StructureDefinition/note',
  valueAnnotation: toAnnotation(note),
});
