/** Whether two assigners or schemes are the same word, in capitals or not. */
export const isSameWord = (a: string, b: string): boolean => a === b || a.toUpperCase() === b.toUpperCase();

/**
 * Whether two spellings are one number. People and programs write a number in capitals or not, and drop the
 * zeros in front of digits: `000123` is `123`.
 */
export const isSameSpelling = (a: string, b: string): boolean =>
  a === b || plainSpelling(a) === plainSpelling(b);

/** A number in capitals and without zeros in front. */
export const plainSpelling = (value: string): string =>
  value
    .trim()
    .replace(/^0+(?=\d)/, '')
    .toUpperCase();
