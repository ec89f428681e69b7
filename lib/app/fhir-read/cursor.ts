import { SearchError } from './search-parameters.ts';

/** The end of a page: after a report, plus a number of resources of the next report. */
export interface Cursor {
  readonly after: string | undefined;
  readonly skip: number;
}

export const cursorText = ({ after, skip }: Cursor): string =>
  Buffer.from(JSON.stringify([after ?? null, skip])).toString('base64url');

export function cursorOf(text: string | null): Cursor {
  if (text === null) return { after: undefined, skip: 0 };
  try {
    const [after, skip] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if ((after === null || typeof after === 'string') && Number.isInteger(skip) && skip >= 0)
      return { after: after ?? undefined, skip };
  } catch {
    // the error follows below
  }
  throw new SearchError(400, 'invalid', '_cursor is what a next link says, and nothing else');
}
