/** LOINC codes for the organisms of a culture: bacteria, fungi, mycobacteria, microorganisms of any kind. */
export const organismCodes: ReadonlySet<string> = new Set([
  '600-7',
  '630-4',
  '634-6',
  '635-3',
  '580-1',
  '543-9',
  '6463-4',
  '11475-1',
]);

const wordTypes: ReadonlySet<string> = new Set(['CE', 'CF', 'CNE', 'CWE', 'ST']);

/**
 * Whether a result may be an isolate, with reports of its own: words or a code under an OBX-4, or a result with
 * the code of an organism.
 */
export const mayBeIsolate = ({
  subId,
  valueType,
  codes,
}: {
  readonly subId: string | undefined;
  /** OBX-2. */
  readonly valueType: string | undefined;
  /** The codes of OBX-3. */
  readonly codes: readonly (string | undefined)[];
}): boolean =>
  (subId !== undefined && (valueType === undefined || wordTypes.has(valueType))) ||
  codes.some((code) => code !== undefined && organismCodes.has(code));
