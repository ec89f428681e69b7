import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readYaml } from '../shared/read-yaml.ts';
import { type Profile, profileSchema } from './profile.ts';

/** The profiles that come with Labwire. */
const folder = fileURLToPath(new URL('../../profiles/', import.meta.url));

export type ReadProfile =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly problems: readonly { readonly path: string; readonly message: string }[] };

/** The names of the profiles that come with Labwire, in alphabetical order. */
export const profileNames = (): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .toSorted();

/** A profile that comes with Labwire. Undefined if there is none of this name. */
export function loadProfile(name: string): ReadProfile | undefined {
  const file = `${folder}${name}.yaml`;
  const isName = /^[a-z][a-z0-9-]*$/.test(name);
  return isName && existsSync(file) ? readProfile(readFileSync(file, 'utf8')) : undefined;
}

/** Reads and checks the text of a profile. Each problem has its line, or its path in the file. */
export function readProfile(text: string): ReadProfile {
  const read = readYaml(text);
  if (!read.ok)
    return {
      ok: false,
      problems: read.problems.map(({ line, message }) => ({ path: String(line ?? ''), message })),
    };
  const parsed = profileSchema.safeParse(read.content);
  if (parsed.success) return { ok: true, profile: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues
      .slice(0, MAX_PROBLEMS)
      .map(({ path, message }) => ({ path: path.map(String).join('.'), message })),
  };
}

/** More problems of one file help nobody. */
const MAX_PROBLEMS = 20;
