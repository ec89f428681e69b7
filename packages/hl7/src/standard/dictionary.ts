import type { Place } from '../groups/grammar.ts';
import type { Definitions, NumberedDefinitions } from './definitions.ts';
import type { Table } from './essential-tables.ts';
import { segments } from './published/segments.ts';
import { structures } from './published/structures.ts';
import { types } from './published/types.ts';
import { readDefinition, readLines, readStructure } from './published-lines.ts';
import { tables } from './tables.ts';

const segmentIn = readLines(segments);
const typeIn = readLines(types);
const structureIn = readLines(structures);

const versions = ['2.1', '2.2', '2.3', '2.3.1', '2.4', '2.5', '2.5.1', '2.6', '2.7', '2.7.1', '2.8'];

/**
 * The published definitions of the version (v2.1 to v2.8), or of the nearest earlier one. They are large:
 * only `lint` and `explain` load them, no Lambda function does.
 */
export function definitionsOf(version: string | undefined): Definitions {
  const wanted = /^\d+(?:\.\d+){0,2}/.exec(version?.trim() ?? '')?.[0] ?? '';
  const found = versions.findLast((known) => compareVersions(known, wanted) <= 0) ?? '2.5.1';
  const known = definitions.get(found) ?? new PublishedDefinitions(found);
  definitions.set(found, known);
  return known;
}

const definitions = new Map<string, Definitions>();

/** The standard has this version. */
export const isDefinedVersion = (version: string | undefined): boolean =>
  version !== undefined && versions.includes(version);

function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = Number(left[index] ?? 0) - Number(right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

class PublishedDefinitions implements Definitions {
  readonly version: string;
  readonly isComplete = true;
  readonly #fields = new Map<string, NumberedDefinitions>();
  readonly #components = new Map<string, NumberedDefinitions>();

  constructor(version: string) {
    this.version = version;
  }

  segmentName(segment: string): string | undefined {
    const text = segmentIn(this.version, segment);
    return text === undefined ? undefined : readDefinition(text).name;
  }

  fields(segment: string): NumberedDefinitions {
    const known = this.#fields.get(segment) ?? readDefinition(segmentIn(this.version, segment) ?? '').fields;
    this.#fields.set(segment, known);
    return known;
  }

  components(type: string): NumberedDefinitions {
    const known = this.#components.get(type) ?? readDefinition(typeIn(this.version, type) ?? '').fields;
    this.#components.set(type, known);
    return known;
  }

  structure(id: string): readonly Place[] | undefined {
    const text = structureIn(this.version, id);
    return text === undefined ? undefined : readStructure(text);
  }

  table(number: string): Table | undefined {
    return tables.get(number);
  }
}
