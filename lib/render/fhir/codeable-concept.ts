import type { CodeableConcept, Coding as FhirCoding } from '@medplum/fhirtypes';
import type { Concept } from '../../model/concept.ts';
import { compact, isEmpty } from './compact.ts';
import { codingSystemUri, type SystemBase } from './systems.ts';
import { cleanText, isCode, joined } from './text.ts';
import { unknown } from './unknown.ts';

/** CWE, CE (HL7 v2.5.1 §2.A.13): the sender's codings, then the mapped ones, then the text. */
export function toCodeableConcept(concept: Concept, base: SystemBase): CodeableConcept {
  const coding = concept.codings.map(({ code, display, system }): FhirCoding => {
    const isFit = isCode(code);
    return compact<FhirCoding>({
      system: codingSystemUri(system, base),
      code: isFit ? code : undefined,
      display: cleanText(display ?? (isFit ? undefined : code)),
    });
  });
  return compact<CodeableConcept>({
    coding: coding.filter((one) => !isEmpty(one)),
    text: cleanText(concept.text),
  });
}

/** Undefined if the concept has nothing that FHIR can hold. */
export function toOptionalConcept(
  concept: Concept | undefined,
  base: SystemBase,
): CodeableConcept | undefined {
  const rendered = concept === undefined ? {} : toCodeableConcept(concept, base);
  return isEmpty(rendered) ? undefined : rendered;
}

export const toRequiredConcept = (concept: Concept | undefined, base: SystemBase): CodeableConcept =>
  toOptionalConcept(concept, base) ?? unknown();

/**
 * Concepts that only together mean one thing, because FHIR has room for one: the coding of the first, and the words of
 * all. A left foot and a right foot have one code and are two places.
 */
export function toJointConcept(concepts: readonly Concept[], base: SystemBase): CodeableConcept | undefined {
  const [main] = concepts;
  const text = joined(concepts.map(wordsOf), ', ');
  const concept = toOptionalConcept(main, base);
  return concepts.length < 2 || text === undefined ? concept : { ...concept, text };
}

/** A concept as people read it. */
export const wordsOf = ({ text, codings: [first] }: Concept): string | undefined =>
  text ?? first?.display ?? first?.code;

/** A code of a table that FHIR publishes. A value that is not in the form of the table becomes text. */
export function toTableConcept(table: string, code: string | undefined): CodeableConcept | undefined {
  const text = cleanText(code);
  if (text === undefined) return undefined;
  return /^[A-Z0-9*-]{1,10}$/.test(text)
    ? { coding: [{ system: `http://terminology.hl7.org/CodeSystem/v2-${table}`, code: text }] }
    : { text };
}
