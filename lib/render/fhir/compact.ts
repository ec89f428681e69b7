/**
 * The object without properties that have no value, because FHIR allows neither undefined nor empty lists.
 */
export function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  const entries = Object.entries(value).filter(
    ([, part]) => part !== undefined && part !== '' && !(Array.isArray(part) && part.length === 0),
  );
  return Object.fromEntries(entries) as T;
}

export const isEmpty = (value: object): boolean => Object.keys(value).length === 0;
