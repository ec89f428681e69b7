import { existsSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { type BuildFailure, buildSync } from 'esbuild';
import type { Site } from './site.ts';
import type { SiteProblem } from './site-problem.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export type CompiledScripts =
  /** `code` is undefined where no source has a script. */
  | { readonly ok: true; readonly code?: string | undefined }
  | { readonly ok: false; readonly problems: readonly SiteProblem[] };

/**
 * Bundles the scripts of a site, with hl7-standard, into one classic script that defines
 * what `script-sandbox.ts` calls. The same sources give the same code.
 */
export function compileScripts(directory: string, site: Site): CompiledScripts {
  const names = [...new Set(site.sources.flatMap(({ script }) => script ?? []))].sort();
  if (names.length === 0) return { ok: true };
  const missing = site.sources.flatMap(({ script }, index) =>
    script === undefined || existsSync(join(directory, script))
      ? []
      : [{ path: `sources[${index}].script`, message: `there is no ${script} in the site's folder` }],
  );
  if (missing.length > 0) return { ok: false, problems: missing };
  try {
    const code = bundle(directory, names);
    const notFunctions = names.filter((name) => !isFunction(code, name));
    return notFunctions.length === 0
      ? { ok: true, code }
      : {
          ok: false,
          problems: notFunctions.map((path) => ({ path, message: 'must export a function as its default' })),
        };
  } catch (cause) {
    if (!isBuildFailure(cause)) throw cause;
    return { ok: false, problems: cause.errors.map((problem) => toProblem(problem, directory)) };
  }
}

function bundle(directory: string, names: readonly string[]): string {
  const imports = names.map(
    (name, index) => `import * as script${index} from ${JSON.stringify(`./${name}`)};`,
  );
  const entries = names.map((name, index) => `${JSON.stringify(name)}: script${index}.default`);
  const built = buildSync({
    stdin: {
      contents: [
        `import { rebuildMessage, runScript } from ${JSON.stringify(join(root, 'lib/normalize/transform/harness.ts'))};`,
        ...imports,
        `const scripts = { ${entries.join(', ')} };`,
        'globalThis.rebuildMessage = rebuildMessage;',
        'globalThis.isSiteScript = (name) => typeof scripts[name] === "function";',
        'globalThis.runSiteScript = (name, text) => runScript(scripts[name], text);',
      ].join('\n'),
      resolveDir: directory,
      sourcefile: 'site-scripts.ts',
    },
    bundle: true,
    // comments name the folders of this machine; hl7-standard tells classes by their names
    minifyWhitespace: true,
    write: false,
    format: 'iife',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'node24',
    // a site's folder may be anywhere, and brings no packages
    nodePaths: [join(root, 'node_modules')],
    absWorkingDir: root,
    logLevel: 'silent',
  });
  return built.outputFiles[0]?.text ?? '';
}

function isFunction(code: string, name: string): boolean {
  const context = createContext({ name });
  runInContext(code, context, { timeout: 5000 });
  return runInContext('isSiteScript(name)', context) === true;
}

const isBuildFailure = (cause: unknown): cause is BuildFailure =>
  typeof cause === 'object' && cause !== null && 'errors' in cause && Array.isArray(cause.errors);

function toProblem({ location, text }: BuildFailure['errors'][number], directory: string): SiteProblem {
  if (location === null) return { path: 'scripts', message: text };
  const file = isAbsolute(location.file) ? location.file : join(root, location.file);
  return { path: `${relative(directory, file)}:${location.line}`, message: text };
}
