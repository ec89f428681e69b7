/**
 * A pattern for a text of a sender. Every part that is given must hold. Letters match in either case. It has no
 * repetitions of its own, so that a match takes time in proportion to the text.
 */
export interface TextPattern {
  /** The text is one of these. */
  readonly equals?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
  /** The text between prefix and suffix is so many digits; `true`: one or more. */
  readonly digits?: number | true | undefined;
  /** The text between prefix and suffix is a decimal number. */
  readonly number?: true | undefined;
  /** The text is not empty; `false`: it is empty. */
  readonly filled?: boolean | undefined;
}

/** Whether a text has the form of the pattern. A pattern without parts fits nothing. */
export function fitsPattern(text: string, pattern: TextPattern): boolean {
  const { equals, prefix = '', suffix = '', digits, number, filled } = pattern;
  const folded = text.toLowerCase();
  const hasParts = [equals, pattern.prefix, pattern.suffix, digits, number, filled].some(
    (part) => part !== undefined,
  );
  return (
    hasParts &&
    (equals === undefined || equals.some((one) => one.toLowerCase() === folded)) &&
    text.length >= prefix.length + suffix.length &&
    folded.startsWith(prefix.toLowerCase()) &&
    folded.endsWith(suffix.toLowerCase()) &&
    (filled === undefined || filled === (text !== '')) &&
    fitsMiddle(text.slice(prefix.length, text.length - suffix.length), digits, number)
  );
}

function fitsMiddle(middle: string, digits: TextPattern['digits'], number: TextPattern['number']): boolean {
  const areDigits =
    digits === undefined || (/^\d+$/.test(middle) && (digits === true || middle.length === digits));
  return areDigits && (number === undefined || /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(middle));
}
