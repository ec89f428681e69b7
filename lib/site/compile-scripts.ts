import { realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildFailure } from 'esbuild';
import { bundleScripts, bundleWorker } from './bundle-scripts.ts';
import { checkScripts, type ScriptVerdict } from './check-scripts.ts';
import { siteFileProblem } from './safe-file.ts';
import type { ScriptProgram } from './script-program.ts';
import type { Site } from './site.ts';
import type { SiteProblem } from './site-problem.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export type CompiledScripts =
  /** `program` is undefined if no source has a script. */
  | { readonly ok: true; readonly program?: ScriptProgram | undefined }
  | { readonly ok: false; readonly problems: readonly SiteProblem[] };

/**
 * Compiles the scripts of a site into a program for the engine that runs them: see
 * `lib/normalize/transform`. The same sources give the same code in every folder. Scripts are loaded in their box
 * only, as a message would load them.
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
  const unreadable = used.flatMap(({ script, path }) => {
    const message = script === undefined ? undefined : siteFileProblem(directory, script);
    return message === undefined ? [] : [{ path, message }];
  });
  if (unreadable.length > 0) return { ok: false, problems: unreadable };
  return compileNamed(realpathSync(directory), names);
}

function compileNamed(directory: string, names: readonly string[]): CompiledScripts {
  try {
    // each script alone first, so that a problem names its script
    const bundles = names.map((name) => ({ name, ...bundleScripts(directory, [name]) }));
    const strangers = bundles.flatMap(({ name, strangers: files }) =>
      files.length === 0 ? [] : [{ path: name, message: "imports a file outside the site's folder" }],
    );
    if (strangers.length > 0) return { ok: false, problems: strangers };
    const verdicts = checkScripts(bundleWorker('serveChecks'), bundles);
    const problems = names.flatMap((name, index) => problemOf(name, verdicts[index]) ?? []);
    if (problems.length > 0) return { ok: false, problems };
    return { ok: true, program: bundleScripts(directory, names).program };
  } catch (cause) {
    if (!isBuildFailure(cause)) throw cause;
    return { ok: false, problems: cause.errors.map((problem) => toProblem(problem, directory)) };
  }
}

function problemOf(name: string, verdict: ScriptVerdict | undefined): SiteProblem | undefined {
  if (verdict?.kind === 'ready') return undefined;
  if (verdict?.kind === 'no-function')
    return { path: name, message: 'must export a function as its default' };
  return {
    path: verdict?.place ?? name,
    message: 'fails when it is loaded, before it is given a message',
  };
}

const isBuildFailure = (cause: unknown): cause is BuildFailure =>
  typeof cause === 'object' && cause !== null && 'errors' in cause && Array.isArray(cause.errors);

function toProblem({ location, text }: BuildFailure['errors'][number], directory: string): SiteProblem {
  if (location === null) return { path: 'scripts', message: text };
  const file = isAbsolute(location.file) ? location.file : join(root, location.file);
  // its text would quote a file that the author of the site must not see
  if (relative(directory, file).startsWith('..'))
    return { path: 'scripts', message: "imports a file outside the site's folder" };
  return { path: `${relative(directory, file)}:${location.line}`, message: text };
}
