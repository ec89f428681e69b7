import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * What is published is compiled: `before` points the exports at `dist`, `after` back at the sources,
 * from which everything in this repository runs.
 */
const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const manifest = fileOf('package.json');
const kept = fileOf('package.json.kept');

function before(): void {
  // a pack that was broken off has left the original behind
  if (existsSync(kept)) renameSync(kept, manifest);
  copyFileSync(manifest, kept);
  copyFileSync(fileOf('../../LICENSE'), fileOf('LICENSE'));
  const { scripts: _, ...published } = JSON.parse(readFileSync(manifest, 'utf8'));
  published.exports = { './*': { types: './dist/*.d.ts', default: './dist/*.js' } };
  writeFileSync(manifest, `${JSON.stringify(published, null, 2)}\n`);
}

function after(): void {
  renameSync(kept, manifest);
  rmSync(fileOf('LICENSE'));
  rmSync(fileOf('dist'), { recursive: true });
}

if (process.argv[2] === 'after') after();
else before();
