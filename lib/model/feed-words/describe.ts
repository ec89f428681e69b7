import * as z from 'zod';
import type { Named } from './named.ts';
import { observations } from './observation.ts';
import { patients } from './patient.ts';
import { reports } from './report.ts';
import { terms } from './terms.ts';
import { updates } from './update.ts';

/** Every schema of the feed that has a name. */
export const named: readonly Named[] = [...terms, ...patients, ...observations, ...reports, ...updates];

/** A JSON Schema, as far as it is described here. */
export interface JsonSchema {
  description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

const byName: ReadonlyMap<string, Named> = new Map(named.map((one) => [one.name, one]));

/** The JSON Schema of a named schema: each object under its name, each property with its description. */
export function describedSchema(name: string): JsonSchema {
  const root = byName.get(name);
  if (root === undefined) throw new Error('a schema without a name');
  const metadata = z.registry<{ id: string }>();
  for (const one of named) if (one !== root) metadata.add(one.schema, { id: one.name });
  const schema = z.toJSONSchema(root.schema, { io: 'input', metadata }) as JsonSchema;
  for (const [id, part] of Object.entries(schema.$defs ?? {})) describe(part, byName.get(id));
  describe(schema, root);
  return schema;
}

function describe(schema: JsonSchema, words: Named | undefined): void {
  if (words === undefined) throw new Error('a definition without a name');
  schema.description = words.description;
  describeProperties(schema, '', words.words);
}

/** Describes the properties of an object, and of objects in it that have no name of their own. */
function describeProperties(schema: JsonSchema, path: string, words: Named['words']): void {
  for (const one of schema.oneOf ?? []) describeProperties(one, path, words);
  if (schema.items !== undefined) describeProperties(schema.items, path, words);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const description = words.get(`${path}${name}`);
    if (description !== undefined) property.description = description;
    describeProperties(property, `${path}${name}.`, words);
  }
}
