import type * as z from 'zod';

type KeysOf<T> = T extends unknown ? keyof T & string : never;

/**
 * The description of each property of a schema, for readers of the feed. An object within it that has no name of its
 * own is described by paths: `location.room`.
 */
export type Words<Schema extends z.ZodType> = Readonly<Record<KeysOf<z.infer<Schema>>, string>> &
  Readonly<Record<`${string}.${string}`, string>>;

/** A schema of the feed under the name that generated code will give it. */
export interface Named {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly description: string;
  readonly words: ReadonlyMap<string, string>;
}

/** Names a schema. The compiler requires a description of each of its properties. */
export const named = <Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  description: string,
  words: Words<Schema>,
): Named => ({ name, schema, description, words: new Map(Object.entries(words)) });
