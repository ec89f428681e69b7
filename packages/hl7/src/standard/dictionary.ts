import { dictionaries, type HL7MessageDefinition } from 'hl7v2-dictionary';
import type { Place } from '../groups/grammar.ts';
import type { Definitions, FieldDefinition, NumberedDefinitions } from './definitions.ts';
import type { Table } from './essential-tables.ts';
import { tables } from './tables.ts';

type Dictionary = (typeof dictionaries)[keyof typeof dictionaries];
type DefinedField = NonNullable<Dictionary['segments'][string]>['fields'][string];

/**
 * The published definitions of the version (v2.1 to v2.8), or of the nearest earlier one. They are large:
 * only `lint` and `explain` load them, no Lambda function does.
 */
export function definitionsOf(version: string | undefined): Definitions {
  const wanted = /^\d+(?:\.\d+){0,2}/.exec(version?.trim() ?? '')?.[0] ?? '';
  const versions = Object.keys(dictionaries) as (keyof typeof dictionaries)[];
  const nearest = versions.includes(wanted as keyof typeof dictionaries)
    ? (wanted as keyof typeof dictionaries)
    : versions
        .filter((known) => compareVersions(known, wanted) <= 0)
        .sort(compareVersions)
        .at(-1);
  const found = nearest ?? '2.5.1';
  const known = definitions.get(found) ?? new PublishedDefinitions(found);
  definitions.set(found, known);
  return known;
}

const definitions = new Map<string, Definitions>();

/** The dictionary has this version. */
export const isDefinedVersion = (version: string | undefined): boolean =>
  version !== undefined && Object.hasOwn(dictionaries, version);

function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = Number(left[index] ?? 0) - Number(right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The entry that the dictionary itself has; `constructor` is no segment. */
const own = <T>(entries: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(entries, name) ? entries[name] : undefined;

class PublishedDefinitions implements Definitions {
  readonly version: string;
  readonly isComplete = true;
  readonly #dictionary: Dictionary;
  readonly #fields = new Map<string, NumberedDefinitions>();
  readonly #components = new Map<string, NumberedDefinitions>();

  constructor(version: keyof typeof dictionaries) {
    this.version = version;
    const dictionary = dictionaries[version];
    if (dictionary === undefined) throw new Error('a version without its dictionary');
    this.#dictionary = dictionary;
  }

  segmentName(segment: string): string | undefined {
    return own(this.#dictionary.segments, segment)?.desc;
  }

  fields(segment: string): NumberedDefinitions {
    const known = this.#fields.get(segment) ?? numbered(own(this.#dictionary.segments, segment)?.fields);
    this.#fields.set(segment, known);
    return known;
  }

  components(type: string): NumberedDefinitions {
    const known = this.#components.get(type) ?? numbered(own(this.#dictionary.types, type)?.fields);
    this.#components.set(type, known);
    return known;
  }

  structure(id: string): readonly Place[] | undefined {
    const message = own(this.#dictionary.messages, id);
    return message === undefined ? undefined : toPlaces(message.segments);
  }

  table(number: string): Table | undefined {
    return tables.get(number);
  }
}

const numbered = (fields: Readonly<Record<string, DefinedField>> = {}): NumberedDefinitions =>
  new Map(Object.entries(fields).map(([number, field]) => [Number(number), toDefinition(field)]));

/** Types of three letters came with v2.3, but the dictionary allows only two in OBX-2. */
const VALUE_TYPE_TABLE = 125;

function toDefinition(field: DefinedField): FieldDefinition {
  const { rep, table } = field;
  // one entry of the dictionary has the table number in place of the repetitions
  const repetitions = typeof rep !== 'number' || rep === 0 ? undefined : rep === table ? 1 : rep;
  return {
    name: field.desc ?? '',
    type: field.type,
    isRequired: field.opt === 'R',
    maxRepetitions: repetitions,
    maxLength: table === VALUE_TYPE_TABLE ? undefined : field.len,
    table: table === undefined ? undefined : String(table).padStart(4, '0'),
  };
}

const toPlaces = (segments: HL7MessageDefinition['segments']): readonly Place[] =>
  Object.entries(segments ?? {})
    .sort(([, a], [, b]) => a.idx - b.idx)
    .map(([name, { min, max, segments: inner }]) => ({
      name,
      isRequired: (min ?? 0) > 0,
      repeats: max === undefined || max > 1,
      places: inner === undefined ? undefined : toPlaces(inner),
    }));
