import type { Place } from '../groups/grammar.ts';
import type { FieldDefinition, NumberedDefinitions } from './definitions.ts';

/**
 * What a version of the standard says of an id, from lines of versions, id and text:
 * `2.5 2.5.1\tCX\tExtended Composite ID…`.
 */
export function readLines(lines: string): (version: string, id: string) => string | undefined {
  let texts: Map<string, string> | undefined;
  return (version, id) => {
    texts ??= new Map(lines.split('\n').flatMap(entriesOf));
    return texts.get(`${version}\t${id}`);
  };
}

function entriesOf(line: string): (readonly [string, string])[] {
  const [versions = '', id = ''] = line.split('\t', 2);
  const text = line.slice(versions.length + id.length + 2);
  return versions.split(' ').map((version) => [`${version}\t${id}`, text]);
}

/** Reads a name and the fields after it, each `name|type|R|repetitions|length|table`. */
export function readDefinition(text: string): {
  readonly name: string;
  readonly fields: NumberedDefinitions;
} {
  const [name = '', ...fields] = text.split('\t');
  return { name, fields: new Map(fields.map((field, index) => [index + 1, readField(field)])) };
}

function readField(text: string): FieldDefinition {
  const [name = '', type = '', presence, repetitions, length, table] = text.split('|');
  return {
    name,
    type,
    isRequired: presence === 'R',
    maxRepetitions: repetitions ? Number(repetitions) : undefined,
    maxLength: length ? Number(length) : undefined,
    table: table || undefined,
  };
}

/**
 * Reads the places of a structure: `MSH SFT* PATIENT_RESULT+(PID PD1?)`. A place with `?` or `*` may be missing, one
 * with `*` or `+` may repeat.
 */
export function readStructure(text: string): readonly Place[] {
  const groups: Place[][] = [[]];
  for (const token of text.match(/[^ ()]+|[()]/g) ?? []) {
    const places = groups.at(-1) ?? [];
    if (token === '(') groups.push([]);
    else if (token === ')') closeGroup(groups);
    else places.push(toPlace(token));
  }
  return groups[0] ?? [];
}

function toPlace(token: string): Place {
  const mark = token.at(-1) ?? '';
  return {
    name: '?*+'.includes(mark) ? token.slice(0, -1) : token,
    isRequired: mark !== '?' && mark !== '*',
    repeats: mark === '*' || mark === '+',
  };
}

/** The group's places belong to the place before its bracket. */
function closeGroup(groups: Place[][]): void {
  const inner = groups.pop() ?? [];
  const outer = groups.at(-1) ?? [];
  const group = outer.pop();
  if (group !== undefined) outer.push({ ...group, places: inner });
}
