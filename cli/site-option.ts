import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseJson } from '../lib/shared/parse-json.ts';
import { loadSite } from '../lib/site/load-site.ts';
import type { ScriptProgram } from '../lib/site/script-program.ts';
import type { CheckedSite, Site } from '../lib/site/site.ts';
import { siteVersionOf } from '../lib/site/site-version.ts';
import { UsageError } from './exit.ts';

/**
 * Reads a site's folder, or the `site.json` that was written with the template.
 * @throws UsageError that lists every problem of the site, or says that a `site.json` does not match its version
 */
export function siteAt(path: string): CheckedSite {
  if (path.endsWith('.json')) return checkedSite(path);
  const loaded = loadSite(path);
  if (loaded.ok) {
    const { site, version: siteVersion, scripts, quality } = loaded;
    return { site, siteVersion, scripts, quality };
  }
  const lines = loaded.problems.map(({ path: at, message }) => `${at}: ${message}`);
  throw new UsageError(`the site in ${path} has problems:`, lines);
}

/**
 * Reads a site to read messages by it, with the scripts that it names.
 * @throws UsageError as `siteAt` does, and if a `site.json` stands without the scripts that were written with it
 */
export function siteForMessagesAt(path: string): CheckedSite {
  const checked = siteAt(path);
  if (checked.scripts === undefined && namesScripts(checked.site))
    throw new UsageError(`the site in ${path} names scripts, and there is no scripts.json beside it`);
  return checked;
}

const namesScripts = ({ sources, destinations }: Site): boolean =>
  sources.some(({ script }) => script !== undefined) ||
  destinations.some((destination) => 'hl7' in destination && destination.hl7.script !== undefined);

function checkedSite(file: string): CheckedSite {
  const checked = parseJson(textOf(file) ?? '') as Partial<CheckedSite> | undefined;
  if (checked?.site?.sources === undefined || typeof checked.siteVersion !== 'string')
    throw new UsageError(`cannot read the site in ${file}: give a folder with a site.yaml`);
  const { site, siteVersion, quality } = checked;
  const scripts = checked.scripts ?? parseJson(textOf(join(dirname(file), 'scripts.json')) ?? '');
  if (scripts === undefined && namesScripts(site)) return { site, siteVersion, quality };
  if (scripts !== undefined && !isScriptProgram(scripts))
    throw new UsageError(`cannot read the scripts of the site in ${file}: give a folder with a site.yaml`);
  if (siteVersionOf(site, scripts) !== siteVersion)
    throw new UsageError(
      `the site in ${file} does not match its version ${siteVersion}: it was changed, or another release wrote it; give a folder with a site.yaml`,
    );
  return { site, siteVersion, scripts, quality };
}

/** Scripts of a file are data for the engine. Text of any other form is not taken for a program. */
const isScriptProgram = (value: unknown): value is ScriptProgram =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  typeof value.code === 'string' &&
  'map' in value &&
  typeof value.map === 'object' &&
  value.map !== null;

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
