import type { Identifier as FhirIdentifier } from '@medplum/fhirtypes';
import type { Identifier } from '../../model/concept.ts';
import { digestOf } from '../../model/identity.ts';
import type { Tag } from './bundle-entries.ts';
import { compact } from './compact.ts';
import { ownIdentifier, type RenderContext } from './render-context.ts';
import { identifierSystemUri, ownSystemUri, type SystemBase } from './systems.ts';
import { cleanText, isCode } from './text.ts';

/** CX and EI (HL7 v2.5.1 §2.A.14, §2.A.28); `type` of table 0203 where the field says it. */
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
    // training never meets a real number
    system:
      options.tag === undefined
        ? identifierSystemUri(identifier, options.base)
        : ownSystemUri(identifier.scope, options.base),
    value: cleanText(identifier.value),
  });
}

/** Whether it is known who gave a number out, so that it means the same everywhere. */
export const hasAssigner = ({ assigner }: Identifier): boolean =>
  assigner.universalId !== undefined || assigner.namespace !== undefined;

/**
 * How somebody is found again: by their number, where it is known who gave it out; else by their number and
 * name together, because two that are called `1` are two.
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
