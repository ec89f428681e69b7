import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { CheckedSite } from '../lib/site/site.ts';
import { assemblyKey } from './assembly-key.ts';
import { withoutPorts } from './local-ports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cacheFolder = join(root, 'node_modules', '.cache', 'labwire', 'assemblies');

/** An assembly that was not used for this time is removed after the next build. */
const KEEP_UNUSED_MS = 6 * 3600_000;

/**
 * Writes the cloud assembly of a site into a folder: synthesized template and bundled functions. It is built
 * once and kept, and built again after any change of its inputs. Several processes may call this at once.
 */
export async function writeAssembly(
  checked: CheckedSite,
  folder: string,
  cache = cacheFolder,
): Promise<void> {
  const { site, origins } = withoutPorts(checked.site);
  const built = await buildOnce({ ...checked, site }, cache);
  cpSync(built, folder, { recursive: true });
  const { siteVersion, quality } = checked;
  const siteText = JSON.stringify({ site: checked.site, siteVersion, quality });
  for (const { name, parentPath } of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(parentPath, name);
    if (name === 'site.json') writeFileSync(file, siteText);
    if (name.endsWith('.template.json')) replaceIn(file, origins);
  }
}

/** The folder of the assembly in the cache. */
async function buildOnce(checked: CheckedSite, cache: string): Promise<string> {
  const folder = join(cache, assemblyKey(root, checked));
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const unfinished = mkdtempSync(join(cache, 'unfinished-'));
    try {
      await build(checked, unfinished);
      const isChangedMeanwhile = join(cache, assemblyKey(root, checked)) !== folder;
      if (isChangedMeanwhile) return await buildOnce(checked, cache);
      finish(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
    removeUnused(cache);
  }
  const now = new Date();
  utimesSync(folder, now, now);
  return folder;
}

/**
 * Renames a complete assembly to its final name. If two processes have built the same one, the first stays.
 */
function finish(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (cause) {
    if (!existsSync(folder)) throw cause;
  }
}

/** Builds in a child process that gets only the site and reads only the sources, and compiled code if that is kept. */
async function build(checked: CheckedSite, outdir: string): Promise<void> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [join(root, 'local', 'build-assembly.ts'), outdir], {
    cwd: root,
    env: { PATH: [join(root, 'local', 'bin'), PATH].join(delimiter), NODE_COMPILE_CACHE },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.end(JSON.stringify(checked));
  const [errors, status] = await Promise.all([text(child.stderr), code]);
  if (status !== 0) throw new Error(`the template cannot be synthesized:\n${errors}`);
}

function removeUnused(cache: string): void {
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > KEEP_UNUSED_MS) rmSync(folder, { recursive: true, force: true });
  }
}

function replaceIn(file: string, replacements: ReadonlyMap<string, string>): void {
  let content = readFileSync(file, 'utf8');
  for (const [from, to] of replacements) content = content.replaceAll(from, to);
  writeFileSync(file, content);
}
