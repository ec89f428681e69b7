/** One place in a message structure: a segment, or a group of places (HL7 v2.5.1 §2.12). */
export interface Place {
  /** A segment's name, or a group's: `OBX`, `ORDER_OBSERVATION`. */
  readonly name: string;
  readonly isRequired: boolean;
  readonly repeats: boolean;
  /** In a group, its places in order. */
  readonly places?: readonly Place[] | undefined;
}

/**
 * Reads a structure in the standard's own notation: `[x]` is optional, `{x}` repeats, and a name
 * with a colon opens a group up to the bracket's end: `[{SPECIMEN: SPM [{OBX}]}]`.
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

/** `[…]`, `{…}` or both around one place, or around a named group. */
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
