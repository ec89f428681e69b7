import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, createContext, runInContext } from 'node:vm';
import { type BuildFailure, buildSync } from 'esbuild';
import type { Site } from './site.ts';
import type { SiteProblem } from './site-problem.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const transform = join(root, 'lib/normalize/transform');

export type CompiledScripts =
  /** `code` is undefined if no source has a script. */
  | { readonly ok: true; readonly code?: string | undefined }
  | { readonly ok: false; readonly problems: readonly SiteProblem[] };

/**
 * Compiles the scripts of a site into the program of the worker that runs them: see
 * `lib/normalize/transform`. The same sources give the same code in every folder.
 */
export function compileScripts(folder: string, site: Site): CompiledScripts {
  const directory = resolve(folder);
  const used = [
    ...site.sources.map(({ script }, index) => ({ script, path: `sources[${index}].script` })),
    ...site.destinations.map((destination, index) => ({
      script: 'hl7' in destination ? destination.hl7.script : undefined,
      path: `destinations[${index}].hl7.script`,
    })),
  ];
  const names = [...new Set(used.flatMap(({ script }) => script ?? []))].sort();
  if (names.length === 0) return { ok: true };
  const missing = used.flatMap(({ script, path }) =>
    script === undefined || existsSync(join(directory, script))
      ? []
      : [{ path, message: `there is no ${script} in the site's folder` }],
  );
  if (missing.length > 0) return { ok: false, problems: missing };
  try {
    // each script alone first, so that a problem names its script
    const problems = names.flatMap((name) => problemOf(bundleScripts(directory, [name]), name) ?? []);
    if (problems.length > 0) return { ok: false, problems };
    return { ok: true, code: bundleWorker(bundleScripts(directory, names)) };
  } catch (cause) {
    if (!isBuildFailure(cause)) throw cause;
    return { ok: false, problems: cause.errors.map((problem) => toProblem(problem, directory)) };
  }
}

/** The program that runs in the context: the scripts and hl7-standard. */
function bundleScripts(directory: string, names: readonly string[]): string {
  const imports = names.map(
    (name, index) => `import * as script${index} from ${JSON.stringify(`./${name}`)};`,
  );
  const entries = names.map((name, index) => `${JSON.stringify(name)}: script${index}.default`);
  return bundle(directory, 'iife', [
    `import { Harness } from ${JSON.stringify(`${transform}/harness.ts`)};`,
    ...imports,
    `globalThis.harness = new Harness({ ${entries.join(', ')} });`,
  ]);
}

const bundleWorker = (scripts: string): string =>
  bundle(root, 'cjs', [
    `import { serveScripts } from ${JSON.stringify(`${transform}/script-worker.ts`)};`,
    `serveScripts(${JSON.stringify(scripts)});`,
  ]);

function bundle(directory: string, format: 'iife' | 'cjs', lines: readonly string[]): string {
  const built = buildSync({
    stdin: { contents: lines.join('\n'), resolveDir: directory, sourcefile: 'site-scripts.ts', loader: 'ts' },
    bundle: true,
    write: false,
    format,
    platform: format === 'cjs' ? 'node' : 'neutral',
    mainFields: ['module', 'main'],
    target: 'node24',
    // minified, because plain code names folders of this machine; names are kept, because hl7-standard needs
    // class names
    minify: true,
    keepNames: true,
    // a site's folder may be anywhere and needs no installation of hl7-standard
    nodePaths: [join(root, 'node_modules')],
    absWorkingDir: root,
    logLevel: 'silent',
  });
  return built.outputFiles[0]?.text ?? '';
}

/** Loads one script as a message would. */
function problemOf(code: string, name: string): SiteProblem | undefined {
  const context = createContext(constants.DONT_CONTEXTIFY, { microtaskMode: 'afterEvaluate' });
  try {
    runInContext(code, context, { timeout: 5000 });
    const isScript = runInContext(`harness.isScript(${JSON.stringify(name)})`, context) === true;
    return isScript ? undefined : { path: name, message: 'must export a function as its default' };
  } catch {
    return { path: name, message: 'fails when it is loaded, before it is given a message' };
  }
}

const isBuildFailure = (cause: unknown): cause is BuildFailure =>
  typeof cause === 'object' && cause !== null && 'errors' in cause && Array.isArray(cause.errors);

function toProblem({ location, text }: BuildFailure['errors'][number], directory: string): SiteProblem {
  if (location === null) return { path: 'scripts', message: text };
  const file = isAbsolute(location.file) ? location.file : join(root, location.file);
  return { path: `${relative(directory, file)}:${location.line}`, message: text };
}
