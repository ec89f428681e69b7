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
