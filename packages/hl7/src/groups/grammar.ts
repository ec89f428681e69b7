/** One place in a message structure: a segment, or a group of places (HL7 v2.5.1 §2.12). */
export interface Place {
  /** Name of a segment or a group: `OBX`, `ORDER_OBSERVATION`. */
  readonly name: string;
  readonly isRequired: boolean;
  readonly repeats: boolean;
  /** The places of a group, in order; undefined for a segment. */
  readonly places?: readonly Place[] | undefined;
}

/**
 * Reads a structure in the notation of the standard: `[x]` is optional, `{x}` repeats. A name with a colon
 * opens a group that ends with the bracket: `[{SPECIMEN: SPM [{OBX}]}]`.
 */
export function parseGrammar(text: string): readonly Place[] {
  const tokens = text.match(/[[\]{}]|[A-Z0-9_]+:?/g) ?? [];
  const places = readPlaces(tokens, { at: 0 });
  return places;
}

interface Cursor {
  at: number;
}

function readPlaces(tokens: readonly string[], cursor: Cursor): readonly Place[] {
  const places: Place[] = [];
  for (;;) {
    const token = tokens[cursor.at];
    if (token === undefined || token === ']' || token === '}') return places;
    if (token !== '[' && token !== '{') {
      cursor.at++;
      places.push({ name: token, isRequired: true, repeats: false });
      continue;
    }
    places.push(readBracket(tokens, cursor));
  }
}

/** Reads `[…]`, `{…}` or both, around one place or a named group. */
function readBracket(tokens: readonly string[], cursor: Cursor): Place {
  const opened: string[] = [];
  while (tokens[cursor.at] === '[' || tokens[cursor.at] === '{') {
    opened.push(tokens[cursor.at] ?? '');
    cursor.at++;
  }
  const kind = { isRequired: !opened.includes('['), repeats: opened.includes('{') };
  const head = tokens[cursor.at] ?? '';
  cursor.at++;
  const place: Place = head.endsWith(':')
    ? { name: head.slice(0, -1), ...kind, places: readPlaces(tokens, cursor) }
    : { name: head, ...kind };
  cursor.at += opened.length;
  return place;
}
