import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** No site has a longer file. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Why a file of a site's folder must not be read. Undefined if it can be. A site may come from a stranger, so a
 * link out of the folder, or to a device, would show what its author must not see.
 */
export function siteFileProblem(directory: string, name: string): string | undefined {
  const stats = statSync(join(directory, name), { throwIfNoEntry: false });
  if (stats === undefined) return `there is no ${name} in the site's folder`;
  if (isOutside(directory, name)) return `${name} leads out of the site's folder`;
  if (!stats.isFile()) return `${name} is not a file`;
  return stats.size > MAX_BYTES ? `${name} is longer than ${MAX_BYTES / 1024 / 1024} MB` : undefined;
}

/** The text of a file of a site's folder, or why it must not be read. */
export function readSiteFile(
  directory: string,
  name: string,
): { readonly text: string } | { readonly problem: string } {
  const problem = siteFileProblem(directory, name);
  return problem === undefined ? { text: readFileSync(join(directory, name), 'utf8') } : { problem };
}

/** Whether a file, after all links, is not in the folder. */
function isOutside(directory: string, name: string): boolean {
  const path = relative(realpathSync(directory), realpathSync(join(directory, name)));
  return path === '..' || path.startsWith(`..${sep}`);
}
