import { error, errorCode } from '../issue.ts';
import { failure, type Result, success } from '../result.ts';

/** The delimiters that a message declares in MSH-1 and MSH-2 (HL7 v2.5.1 §2.5.4). */
export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
  /** Only from v2.7 on, and only if the sender declares it. */
  readonly truncation?: string | undefined;
}

export const defaultDelimiters: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
};

/**
 * Reads the delimiters of the header segment (`MSH`, `FHS` or `BHS`) at `start`. A header that declares fewer
 * than four gets the standard's own for the rest. MSH-2 may be empty.
 */
export function readDelimiters(text: string, start = 0): Result<Delimiters> {
  if (text.startsWith(usual, start + 3)) return theDefault;
  const field = text[start + 3];
  if (field === undefined || !isDelimiter(field)) {
    return failure(
      error(errorCode.requiredFieldMissing, 'MSH-1', 'MSH-1 must be the field separator, usually |'),
    );
  }
  const rest = text.slice(start + 4, start + 4 + LONGEST);
  const end = [...rest].findIndex((character) => character === field || /[\r\n]/.test(character));
  const sent = end === -1 ? rest : rest.slice(0, end);
  // `^~\\\\&`: the sender's software has escaped the escape character once too often
  const declared = sent.length === 5 && sent[2] === sent[3] ? sent.slice(0, 3) + sent[4] : sent;
  const all = [field, ...declared];
  if (new Set(all).size !== all.length || declared.length > 5 || ![...declared].every(isDelimiter)) {
    return failure(
      error(
        errorCode.dataType,
        'MSH-2',
        'MSH-2 must hold the encoding characters, each different, usually ^~\\&',
      ),
    );
  }
  return success({
    field,
    component: declared[0] ?? unlessTaken(defaultDelimiters.component, field),
    repetition: declared[1] ?? unlessTaken(defaultDelimiters.repetition, all),
    // a delimiter that is not declared must not split values
    escape: declared[2] ?? '',
    subcomponent: declared[3] ?? '',
    truncation: declared[4],
  });
}

/** Visible, and neither letter nor digit. */
export const isDelimiter = (character: string): boolean =>
  character > ' ' && character !== '\x7f' && !/[A-Za-z0-9\s]/.test(character);

/** A default delimiter is dropped if the sender already uses its character for another one. */
const unlessTaken = (delimiter: string, taken: string | readonly string[]): string =>
  taken.includes(delimiter) ? '\0' : delimiter;

/** MSH-1 to MSH-2 as nearly every sender writes them, with the delimiters they declare. */
const usual = '|^~\\&|';
const theDefault = success(defaultDelimiters);

/** Longer than MSH-2 in any version. */
const LONGEST = 8;
