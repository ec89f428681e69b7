import type {
  Annotation,
  CodeableConcept,
  Coding as FhirCoding,
  Identifier as FhirIdentifier,
  Quantity,
  Reference,
} from '@medplum/fhirtypes';
import type { Concept, Identifier, Note } from '../../model/concept.ts';
import { codingSystemUri, identifierSystemUri, type SystemBase } from './systems.ts';

/** FHIR `code`: no white space at the ends and single blanks within. */
const CODE = /^[^\s]+(?: [^\s]+)*$/;

/** An object without the properties that have no value: FHIR knows neither undefined nor empty lists. */
export function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  const entries = Object.entries(value).filter(
    ([, part]) => part !== undefined && part !== '' && !(Array.isArray(part) && part.length === 0),
  );
  return Object.fromEntries(entries) as T;
}

/** HL7 text holds control characters at times; a FHIR string does not. */
export const cleanText = (text: string | undefined): string | undefined => {
  const clean = text?.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, ' ').trim();
  return clean === '' ? undefined : clean;
};

export function toCodeableConcept(concept: Concept, base: SystemBase): CodeableConcept {
  const coding = concept.codings.map((one): FhirCoding => {
    const isCode = CODE.test(one.code);
    return compact<FhirCoding>({
      system: codingSystemUri(one.system, base),
      code: isCode ? one.code : undefined,
      display: cleanText(one.display ?? (isCode ? undefined : one.code)),
    });
  });
  return compact<CodeableConcept>({
    coding: coding.filter((one) => Object.keys(one).length > 0),
    text: cleanText(concept.text),
  });
}

/** What FHIR requires and the message does not give, said the FHIR way. */
const unknown = () => ({
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
});

export const unknownReference = (): Reference<never> => unknown();

export function toRequiredConcept(concept: Concept | undefined, base: SystemBase): CodeableConcept {
  const rendered = concept === undefined ? {} : toCodeableConcept(concept, base);
  return Object.keys(rendered).length === 0 ? unknown() : rendered;
}

export function toFhirIdentifier(
  identifier: Identifier,
  options: { readonly base: SystemBase; readonly type?: string },
): FhirIdentifier {
  const type = options.type ?? identifier.type;
  return compact<FhirIdentifier>({
    type:
      type === undefined || !CODE.test(type)
        ? undefined
        : { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: type }] },
    system: identifierSystemUri(identifier, options.base),
    value: cleanText(identifier.value),
  });
}

export const toAnnotation = (note: Note): Annotation => ({ text: cleanText(note.text) ?? '-' });

/** A number with its unit. A unit's code is given only where it is UCUM: the sender's, or better ours. */
export function toQuantity(
  value: { readonly number: string; readonly comparator?: Quantity['comparator'] | undefined },
  unit: Concept | undefined,
): Quantity {
  const ucum = unit?.codings.findLast(({ system }) => system?.toUpperCase() === 'UCUM');
  // `^` is no UCUM: it writes 10*3
  const code = ucum !== undefined && /^[^\s^]+$/.test(ucum.code) ? ucum.code : undefined;
  return compact<Quantity>({
    value: Number(value.number),
    comparator: value.comparator,
    unit: cleanText(unit?.codings[0]?.display ?? unit?.codings[0]?.code ?? unit?.text),
    system: code === undefined ? undefined : 'http://unitsofmeasure.org',
    code,
  });
}
