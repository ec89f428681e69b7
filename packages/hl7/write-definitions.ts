import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dictionaries, type HL7MessageDefinition } from 'hl7v2-dictionary';

/**
 * Writes `src/standard/published` from the package `hl7v2-dictionary`, which takes a second to load: run it after a new
 * version of the package. A test compares the files with the package.
 */

type Dictionary = (typeof dictionaries)[keyof typeof dictionaries];
type Field = Dictionary['segments'][string]['fields'][string];

/** A segment or a data type. */
interface Defined {
  readonly desc?: string;
  readonly fields?: Readonly<Record<string, Field>> | undefined;
}

const license = readFileSync(new URL('LICENSE', import.meta.resolve('hl7v2-dictionary')), 'utf8');

const head = `/*
Written by write-definitions.ts from the package hl7v2-dictionary, under this license:

${license.trim()}
*/
`;

/** Types of three letters came with v2.3, but the dictionary allows only two in OBX-2. */
const VALUE_TYPE_TABLE = 125;

function fileOf<T>(
  name: string,
  columns: string,
  entriesOf: (dictionary: Dictionary) => Readonly<Record<string, T>>,
  toText: (entry: T) => string,
): readonly [string, string] {
  const versions = new Map<string, string[]>();
  for (const [version, dictionary] of Object.entries(dictionaries))
    for (const [id, entry] of Object.entries(entriesOf(dictionary))) {
      const line = `${id}\t${toText(entry)}`;
      versions.set(line, [...(versions.get(line) ?? []), version]);
    }
  const lines = [...versions].map(([line, of]) => `${of.join(' ')}\t${line}`);
  const comment = `/** In each line: ${columns}; see ../published-lines.ts. */`;
  return [`${name}.ts`, `${head}\n${comment}\nexport const ${name} = \`${lines.join('\n')}\`;\n`];
}

function toDefinition({ desc = '', fields = {} }: Defined): string {
  return [desc, ...Object.values(fields).map(toField)].join('\t');
}

function toField({ desc = '', type, opt, rep, len, table }: Field): string {
  // one entry of the dictionary has the table number in place of the repetitions
  const repetitions = typeof rep !== 'number' || rep === 0 ? '' : rep === table ? 1 : rep;
  const length = table === VALUE_TYPE_TABLE ? '' : (len ?? '');
  const parts = [
    desc,
    type,
    opt === 'R' ? 'R' : '',
    repetitions,
    length,
    table?.toString().padStart(4, '0') ?? '',
  ];
  return parts.join('|').replace(/\|{1,4}$/, '');
}

function toStructure({ segments }: HL7MessageDefinition): string {
  return Object.entries(segments ?? {})
    .sort(([, a], [, b]) => a.idx - b.idx)
    .map(([name, place]) => {
      const repeats = place.max === undefined || place.max > 1;
      const mark = (place.min ?? 0) > 0 ? (repeats ? '+' : '') : repeats ? '*' : '?';
      return `${name}${mark}${place.segments === undefined ? '' : `(${toStructure(place)})`}`;
    })
    .join(' ');
}

/** The text of each file, by its name. */
export const publishedFiles: ReadonlyMap<string, string> = new Map([
  fileOf('segments', 'versions, segment, name, and its fields', ({ segments }) => segments, toDefinition),
  fileOf('types', 'versions, data type, name, and its components', ({ types }) => types, toDefinition),
  fileOf(
    'structures',
    'versions, message structure, and its places',
    ({ messages }) => messages,
    toStructure,
  ),
]);

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [name, text] of publishedFiles)
    writeFileSync(new URL(`src/standard/published/${name}`, import.meta.url), text);
