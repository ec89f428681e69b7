import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LineCounter, parseDocument } from 'yaml';
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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0)
    return {
      ok: false,
      problems: document.errors.slice(0, MAX_PROBLEMS).map(({ pos, message }) => ({
        path: String(lines.linePos(pos[0]).line),
        message: message.split('\n')[0] ?? 'not YAML',
      })),
    };
  const parsed = profileSchema.safeParse(contentOf(document));
  if (parsed.success) return { ok: true, profile: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues
      .slice(0, MAX_PROBLEMS)
      .map(({ path, message }) => ({ path: path.map(String).join('.'), message })),
  };
}

/** The content of the file; nothing if its aliases refer to themselves or grow without bounds. */
function contentOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    if (cause instanceof ReferenceError) return undefined;
    throw cause;
  }
}

const MAX_ALIASES = 100;
/** More problems of one file help nobody. */
const MAX_PROBLEMS = 20;
