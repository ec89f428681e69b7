import { readFileSync } from 'node:fs';
import { loadSite } from '../lib/site/load-site.ts';
import type { CheckedSite } from '../lib/site/site.ts';
import { UsageError } from './exit.ts';

/**
 * Reads a site's folder, or the `site.json` that was written with the template.
 * @throws UsageError that lists every problem of the site
 */
export function siteAt(path: string): CheckedSite {
  if (path.endsWith('.json')) return checkedSite(path);
  const loaded = loadSite(path);
  if (loaded.ok) return { site: loaded.site, siteVersion: loaded.version, scripts: loaded.scripts };
  const lines = loaded.problems.map(({ path: at, message }) => `${at}: ${message}`);
  throw new UsageError(`the site in ${path} has problems:`, lines);
}

function checkedSite(file: string): CheckedSite {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError(`cannot read the site in ${file}: give a folder with a site.yaml`);
  }
}
