import type { Element, Reference } from '@medplum/fhirtypes';

/** The extension for data that FHIR requires and the message does not have. */
export const unknown = () => ({
  extension: [
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' as const },
  ],
});

export const unknownReference = (): Reference<never> => unknown();

/**
 * A value of a simple type, or the extension for a missing value beside its name: `{ issued }` or `{ _issued
 * }`.
 */
export const orUnknown = <Name extends string>(
  name: Name,
  value: string | undefined,
): { [K in Name]?: string } & { [K in `_${Name}`]?: Element } =>
  ({ [value === undefined ? `_${name}` : name]: value ?? unknown() }) as never;
