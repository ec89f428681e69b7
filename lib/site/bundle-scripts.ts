import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';
import type { ScriptProgram } from './script-program.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const transform = join(root, 'lib/normalize/transform');
const packages = join(root, 'node_modules');

export interface BundledScripts {
  readonly program: ScriptProgram;
  /** Files outside the site's folder and its packages, which a script imports. */
  readonly strangers: readonly string[];
}

/**
 * The program that runs in the engine: the scripts and hl7-standard. The same sources give the same code in every
 * folder.
 * @throws BuildFailure of esbuild
 */
export function bundleScripts(directory: string, names: readonly string[]): BundledScripts {
  const imports = names.map(
    (name, index) => `import * as script${index} from ${JSON.stringify(`./${name}`)};`,
  );
  const entries = names.map((name, index) => `${JSON.stringify(name)}: script${index}.default`);
  const built = buildSync({
    ...common,
    stdin: {
      contents: [
        // before any script is loaded
        `import { Harness } from ${JSON.stringify(`${transform}/harness.ts`)};`,
        ...imports,
        `Object.defineProperty(globalThis, 'harness', { value: new Harness({ ${entries.join(', ')} }) });`,
      ].join('\n'),
      resolveDir: directory,
      sourcefile: 'site-scripts.ts',
      loader: 'ts',
    },
    format: 'iife',
    platform: 'neutral',
    target: 'es2022',
    // promises become a global that the engine does not have here, and nothing can be imported later
    supported: {
      'async-await': false,
      'async-generator': false,
      'for-await': false,
      'dynamic-import': false,
    },
    sourcemap: 'external',
    sourcesContent: false,
    outfile: join(directory, 'site-scripts.js'),
    metafile: true,
  });
  const text = (end: string): string => built.outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  const { sources, ...map } = JSON.parse(text('.js.map'));
  return {
    program: {
      code: text('.js'),
      map: {
        ...map,
        sources: sources.map((source: string) => (source.startsWith('scripts/') ? source : '')),
      },
    },
    strangers: Object.keys(built.metafile.inputs)
      .filter((input) => input !== 'site-scripts.ts')
      .map((input) => join(root, input))
      .filter((file) => ![directory, transform, packages].some((folder) => isWithin(folder, file))),
  };
}

let worker: string | undefined;

/**
 * The program of the worker with the engine; `call` is what it does. It is built from this checkout alone: what a site
 * says reaches it only as data.
 */
export function bundleWorker(call: 'serveScripts' | 'serveChecks'): string {
  worker ??= buildSync({
    ...common,
    stdin: {
      contents: [
        `export { serveScripts } from ${JSON.stringify(`${transform}/script-worker.ts`)};`,
        `export { serveChecks } from ${JSON.stringify(`${transform}/check-worker.ts`)};`,
      ].join('\n'),
      resolveDir: root,
      sourcefile: 'script-worker.ts',
      loader: 'ts',
    },
    format: 'iife',
    globalName: 'scripts',
    platform: 'node',
    target: 'node24',
    loader: { '.wasm': 'binary' },
    // the engine asks where it lies, to find the bytes that it is given here
    define: { 'import.meta.url': '"file:///engine"' },
  }).outputFiles[0]?.text;
  return `${worker ?? ''}\nscripts.${call}();\n`;
}

const common = {
  bundle: true,
  write: false,
  mainFields: ['module', 'main'] as string[],
  // minified, because plain code names folders of this machine; names are kept, because hl7-standard needs
  // class names
  minify: true,
  keepNames: true,
  // a site's folder may be anywhere and needs no installation of hl7-standard
  nodePaths: [packages] as string[],
  absWorkingDir: root,
  logLevel: 'silent',
  // no tsconfig.json is looked for, in the site's folder or above it
  tsconfigRaw: '{}',
} as const satisfies BuildOptions;

const isWithin = (folder: string, file: string): boolean => !relative(folder, file).startsWith('..');
