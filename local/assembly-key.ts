import { createHash } from 'node:crypto';
import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckedSite } from '../lib/site/site.ts';

/**
 * Everything that a build reads besides its site: folders as a whole, packages by their installed versions.
 */
export const buildInputs = [
  '.npmrc',
  'Dockerfile',
  'cdk.json',
  'cli',
  'functions',
  'gateway',
  'infra',
  'lib',
  'local/bin',
  'local/build-assembly.ts',
  'node_modules/.package-lock.json',
  'package-lock.json',
  'package.json',
  'packages',
  'profiles',
  'tsconfig.json',
] as const;

/**
 * Names an assembly by the content of its sources and packages, the version of Node, and the site. Any change
 * gives another key.
 */
export function assemblyKey(root: string, checked: CheckedSite): string {
  const hash = createHash('sha256');
  const add = (name: string, content: string | Uint8Array): void => {
    hash.update(`${JSON.stringify(name)} ${content.length}\n`).update(content);
  };
  add('node', process.version);
  const { site, siteVersion, scripts } = checked;
  add('site', JSON.stringify({ site, siteVersion, scripts }));
  for (const file of buildInputs.flatMap((input) => filesIn(root, input)))
    add(file, readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 32);
}

/** The files at and below a path, by name; empty if nothing is there. */
function filesIn(root: string, path: string): string[] {
  if (!existsSync(join(root, path))) return [];
  if (statSync(join(root, path)).isFile()) return [path];
  const isPart = ({ name }: Dirent): boolean => name !== 'node_modules';
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter(isPart)
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => filesIn(root, join(path, name)));
}
