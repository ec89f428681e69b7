import { error, errorCode } from '../shared/issue.ts';
import { failure, type Result, success } from '../shared/result.ts';

/** The separators a message declares in MSH-1 and MSH-2 (HL7 v2.5.1 §2.5.4). */
export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
  /** Only from v2.7 on, and only where the sender declares it. */
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
 * Reads the delimiters from the start of a header segment (`MSH`, `FHS` or `BHS`). A header that
 * declares fewer than four gets the standard's own for the rest. MSH-2 may be empty.
 */
export function readDelimiters(header: string): Result<Delimiters> {
  const field = header[3];
  if (field === undefined || /[A-Za-z0-9\s]/.test(field)) {
    return failure(
      error(errorCode.requiredFieldMissing, 'MSH-1', 'MSH-1 must be the field separator, usually |'),
    );
  }
  const end = header.indexOf(field, 4);
  const sent = header.slice(4, end === -1 ? undefined : end);
  // `^~\\\\&`: the escape character, escaped once too often by the sender's own software
  const declared = sent.length === 5 && sent[2] === sent[3] ? sent.slice(0, 3) + sent[4] : sent;
  const all = [field, ...declared];
  if (new Set(all).size !== all.length || declared.length > 5 || /[A-Za-z0-9\s]/.test(declared)) {
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
    component: declared[0] ?? defaultDelimiters.component,
    repetition: declared[1] ?? defaultDelimiters.repetition,
    // a delimiter that is not declared must not cut values up
    escape: declared[2] ?? '',
    subcomponent: declared[3] ?? '',
    truncation: declared[4],
  });
}
