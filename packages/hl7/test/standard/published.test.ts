import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { dictionaries } from 'hl7v2-dictionary';
import type { FieldDefinition } from '../../src/standard/definitions.ts';
import { definitionsOf, isDefinedVersion } from '../../src/standard/dictionary.ts';
import { publishedFiles } from '../../write-definitions.ts';

/** A field as the package has it. */
interface Field {
  readonly desc?: string;
  readonly type: string;
  readonly opt?: string;
  readonly rep?: number | 'infinite';
  readonly len?: number;
  readonly table?: number;
}

const read = (file: string): string =>
  readFileSync(new URL(`../../src/standard/published/${file}`, import.meta.url), 'utf8');

test.each([...publishedFiles])('%s is what `node packages/hl7/write-definitions.ts` writes', (file, text) => {
  expect(read(file) === text).toBe(true);
});

describe.each(Object.entries(dictionaries))('version %s has of the package', (version, dictionary) => {
  const definitions = definitionsOf(version);

  test('every segment with its fields', () => {
    expect({ version: definitions.version, isDefined: isDefinedVersion(version) }).toEqual({
      version,
      isDefined: true,
    });
    const differing = Object.entries(dictionary.segments).filter(
      ([id, entry]) =>
        definitions.segmentName(id) !== entry?.desc ||
        !isDeepStrictEqual([...definitions.fields(id)], fieldsOf(entry)),
    );
    expect(differing).toEqual([]);
  });

  test('every data type with its components', () => {
    const differing = Object.entries(dictionary.types).filter(
      ([id, entry]) => !isDeepStrictEqual([...definitions.components(id)], fieldsOf(entry)),
    );
    expect(differing).toEqual([]);
  });

  test('every message structure with its places', () => {
    const differing = Object.entries(dictionary.messages).filter(
      ([id, entry]) => !isDeepStrictEqual(definitions.structure(id), placesOf(entry?.segments)),
    );
    expect(differing).toEqual([]);
  });
});

const fieldsOf = (entry?: {
  readonly fields?: Readonly<Record<string, Field>>;
}): [number, FieldDefinition][] =>
  Object.entries(entry?.fields ?? {}).map(([number, field]) => [Number(number), toDefinition(field)]);

function toDefinition({ desc = '', type, opt, rep, len, table }: Field): FieldDefinition {
  const isOfValueTypes = table === 125;
  return {
    name: desc,
    type,
    isRequired: opt === 'R',
    maxRepetitions:
      rep === 'infinite' || rep === 0 ? undefined : rep === table && rep !== undefined ? 1 : rep,
    maxLength: isOfValueTypes ? undefined : len,
    table: table === undefined ? undefined : String(table).padStart(4, '0'),
  };
}

interface Places {
  readonly [name: string]: { idx: number; min?: number; max?: number; segments?: Places };
}

const placesOf = (places: Places = {}): unknown[] =>
  Object.entries(places)
    .toSorted(([, one], [, other]) => one.idx - other.idx)
    .map(([name, { min = 0, max = 2, segments }]) => ({
      name,
      isRequired: min > 0,
      repeats: max > 1,
      ...(segments === undefined ? {} : { places: placesOf(segments) }),
    }));
