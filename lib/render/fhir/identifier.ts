import type { Identifier as FhirIdentifier } from '@medplum/fhirtypes';
import type { Identifier } from '../../model/concept.ts';
import { compact } from './compact.ts';
import { identifierSystemUri, type SystemBase } from './systems.ts';
import { cleanText, isCode } from './text.ts';

/** CX and EI (HL7 v2.5.1 §2.A.14, §2.A.28); `type` of table 0203 where the field says it. */
export function toFhirIdentifier(
  identifier: Identifier,
  options: { readonly base: SystemBase; readonly type?: string },
): FhirIdentifier {
  const type = options.type ?? identifier.type;
  return compact<FhirIdentifier>({
    type:
      type === undefined || !isCode(type)
        ? undefined
        : { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: type }] },
    system: identifierSystemUri(identifier, options.base),
    value: cleanText(identifier.value),
  });
}
