import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { isKnownCharset } from '../hl7/character-sets.ts';
import { type Site, siteSchema } from './site.ts';

/** One thing that is wrong with a site, with its path (`sources[1].timeZone`). */
export interface SiteProblem {
  readonly path: string;
  readonly message: string;
}

export type LoadedSite =
  | { readonly ok: true; readonly site: Site; readonly version: string }
  | { readonly ok: false; readonly problems: readonly SiteProblem[] };

/**
 * Reads and checks `site.yaml` in a folder, and gives every problem at once. `version` is a digest
 * of the configuration as it is used: the same configuration has the same version.
 */
export function loadSite(directory: string): LoadedSite {
  const file = join(directory, 'site.yaml');
  if (!existsSync(directory) || !statSync(directory).isDirectory())
    return { ok: false, problems: [{ path: directory, message: 'no such folder' }] };
  if (!existsSync(file))
    return { ok: false, problems: [{ path: file, message: 'no such file; a site needs a site.yaml' }] };
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  if (document.errors.length > 0) {
    return {
      ok: false,
      problems: document.errors.map((problem) => ({
        path: `${file}:${lines.linePos(problem.pos[0]).line}`,
        message: problem.message.split('\n')[0] ?? 'not YAML',
      })),
    };
  }
  return checkSite(document.toJS());
}

/** Checks a configuration that is already in memory. */
export function checkSite(value: unknown): LoadedSite {
  const parsed = siteSchema.safeParse(value);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map(({ path, message }) => ({ path: pathText(path), message })),
    };
  }
  const site = parsed.data;
  const problems = site.sources.flatMap(({ charset }, index) =>
    charset === undefined || isKnownCharset(charset)
      ? []
      : [{ path: `sources[${index}].charset`, message: 'not a character set of HL7 table 0211' }],
  );
  if (problems.length > 0) return { ok: false, problems };
  const version = createHash('sha256').update(JSON.stringify(site)).digest('hex').slice(0, 12);
  return { ok: true, site, version };
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  ) || 'site.yaml';
