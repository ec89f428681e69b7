/**
 * The object without properties that have no value, because FHIR allows neither undefined nor empty lists.
 */
export function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  const kept: Partial<Record<keyof T, unknown>> = {};
  for (const name of Object.keys(value) as (keyof T)[]) {
    const part = value[name];
    if (part !== undefined && part !== '' && !(Array.isArray(part) && part.length === 0)) kept[name] = part;
  }
  return kept as T;
}

export const isEmpty = (value: object): boolean => Object.keys(value).length === 0;
