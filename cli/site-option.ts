import { loadSite } from '../lib/site/load-site.ts';
import type { SiteRelease } from '../lib/site/site.ts';
import { UsageError } from './exit.ts';

/** @throws UsageError that lists every problem of the site */
export function siteAt(directory: string): SiteRelease {
  const loaded = loadSite(directory);
  if (loaded.ok) return { site: loaded.site, siteVersion: loaded.version, scripts: loaded.scripts };
  const lines = loaded.problems.map(({ path, message }) => `  ${path}: ${message}`);
  throw new UsageError(`the site in ${directory} has problems:\n${lines.join('\n')}`);
}
