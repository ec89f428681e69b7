import { SearchError } from './search-parameters.ts';

/** The end of a page: after a report of a patient, plus a number of resources of the next report. */
export interface Cursor {
  /** The patient whose reports come next. Undefined: the first. */
  readonly patient?: string | undefined;
  readonly after: string | undefined;
  readonly skip: number;
}

export const cursorText = ({ patient, after, skip }: Cursor): string =>
  Buffer.from(JSON.stringify([after ?? null, skip, patient ?? null])).toString('base64url');

/** A longer text is no cursor of ours, and no key of the table. */
const MAX_LENGTH = 500;

export function cursorOf(text: string | null): Cursor {
  if (text === null) return { after: undefined, skip: 0 };
  if (text.length > MAX_LENGTH) throw notOurs();
  try {
    const [after, skip, patient = null] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    const isText = [after, patient].every((one) => one === null || typeof one === 'string');
    if (isText && Number.isSafeInteger(skip) && skip >= 0)
      return { after: after ?? undefined, skip, patient: patient ?? undefined };
  } catch {
    // the error follows below
  }
  throw notOurs();
}

const notOurs = (): SearchError =>
  new SearchError(400, 'invalid', '_cursor is what a next link says, and nothing else');
