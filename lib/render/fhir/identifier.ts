import type { Identifier as FhirIdentifier } from '@medplum/fhirtypes';
import type { Identifier } from '../../model/concept.ts';
import { digestOf } from '../../model/identity.ts';
import type { Tag } from './bundle-entries.ts';
import { compact } from './compact.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { identifierSystemUri, ownSystemUri, type SystemBase } from './systems.ts';
import { cleanText, isCode } from './text.ts';

/** CX and EI (HL7 v2.5.1 §2.A.14, §2.A.28), with the type (table 0203) if the field has one. */
export function toFhirIdentifier(
  identifier: Identifier,
  options: { readonly base: SystemBase; readonly type?: string; readonly tag?: Tag | undefined },
): FhirIdentifier {
  const type = options.type ?? identifier.type;
  return compact<FhirIdentifier>({
    type:
      type === undefined || !isCode(type)
        ? undefined
        : { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: type }] },
    // training must never share a real number
    system:
      options.tag === undefined
        ? identifierSystemUri(identifier, options.base)
        : ownSystemUri(identifier.scope, options.base),
    value: cleanText(identifier.value),
  });
}

/** Whether the assigner of a number is known, so that the number means the same everywhere. */
export const hasAssigner = ({ assigner }: Identifier): boolean =>
  assigner.universalId !== undefined || assigner.namespace !== undefined;

/**
 * The identifiers by which a person is found again: the number, if its assigner is known. Otherwise number
 * and name together, because two people may both have the number `1`.
 */
export function identifiersOf(
  kind: string,
  id: Identifier,
  names: readonly (string | undefined)[],
  context: RenderContext,
): FhirIdentifier[] {
  const number = toFhirIdentifier(id, context);
  if (hasAssigner(id)) return [number];
  const key = digestOf(JSON.stringify([id.scope, id.value, ...names]));
  return [ownIdentifier(kind, key, context), number];
}
