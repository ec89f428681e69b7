/** A number in the syntax of JSON. */
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Keeps the text of a number with its value: 7.40 is not 7.4, and FHIR requires that the precision of a
 * decimal is kept (FHIR R4 §2.24.0.1).
 */
export function withExactValue<T extends { value?: number }>(quantity: T, written: string): T {
  // most numbers are written as JSON writes them
  if (String(quantity.value) === written) return quantity;
  const text = written
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=\D|$)/, '');
  if (jsonNumber.test(text) && Number(text) === quantity.value)
    Object.defineProperty(quantity, 'toJSON', { value: () => ({ ...quantity, value: rawJson(text) }) });
  return quantity;
}

/** FHIR JSON, with every decimal in the precision that was sent. */
export const toFhirJson = (resource: object, space?: number): string =>
  JSON.stringify(resource, undefined, space);

/** Text that is copied into JSON as it is. TypeScript's library does not declare this function yet. */
const rawJson = (text: string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
