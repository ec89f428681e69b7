const exactValue = Symbol('the value as it was written');

/** JSON's own number, as the letters say it. */
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Keeps how a value was written beside the number that it is: 7.40 is not 7.4, and the precision of a
 * FHIR decimal is to be kept (FHIR R4 §2.24.0.1).
 */
export function withExactValue<T extends { value?: number }>(quantity: T, written: string): T {
  const text = written
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=\D|$)/, '');
  if (jsonNumber.test(text) && Number(text) === quantity.value)
    Object.defineProperty(quantity, exactValue, { value: text });
  return quantity;
}

/** FHIR JSON, with every decimal as precise as it was sent. */
export function toFhirJson(resource: object, space?: number): string {
  return JSON.stringify(
    resource,
    function (this: { [exactValue]?: string }, key: string, part: unknown) {
      const written = key === 'value' ? this[exactValue] : undefined;
      return written === undefined ? part : rawJson(written);
    },
    space,
  );
}

/** Not yet in TypeScript's library: text that is written into JSON as it stands. */
const rawJson = (text: string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
