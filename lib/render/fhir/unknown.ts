import type { ContactPoint, Element, Reference } from '@medplum/fhirtypes';

/** The extension for data that FHIR requires and the message does not have. */
export const unknown = () => ({
  extension: [
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' as const },
  ],
});

export const unknownReference = (): Reference<never> => unknown();

/** Whether there is data in an element, and not only the reason why there is none. */
export function isSaid(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return true;
  if (Array.isArray(part)) return part.some(isSaid);
  return Object.entries(part).some(([name, inner]) => name !== 'extension' && isSaid(inner));
}

/**
 * A value of a simple type, or the extension for a missing value beside its name: `{ issued }` or `{ _issued
 * }`.
 */
export const orUnknown = <Name extends string>(
  name: Name,
  value: string | undefined,
): { [K in Name]?: string } & { [K in `_${Name}`]?: Element } =>
  ({ [value === undefined ? `_${name}` : name]: value ?? unknown() }) as never;

/** US Core requires a telephone number of a person in a role (pd-1); messages have that of the facility. */
export const unknownTelecom = (): ContactPoint =>
  ({
    ...orUnknown('system', undefined),
    ...orUnknown('value', undefined),
  }) as ContactPoint;
