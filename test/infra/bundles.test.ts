import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { createApp } from '../../infra/app.ts';
import { providedByTheRuntime } from '../../infra/constructs/labwire-function.ts';
import { undeployed } from '../../infra/deployment.ts';
import { destinationSchema } from '../../lib/destinations/kinds.ts';
import { consoleSchema } from '../../lib/site/console.ts';
import { loadSite } from '../../lib/site/load-site.ts';
import { readAssembly } from '../../local/cloud-assembly.ts';

const KIB = 1024;

/**
 * A function is at most 500 KiB. Normalize, what interprets for the console, and what delivers with original messages hold the meaning of messages, which grows
 * with what laboratories say: of them, what libraries bring is limited.
 */
const librariesOf = new Map([
  ['normalize', 350 * KIB],
  ['interpret', 350 * KIB],
  ['deliver-with-originals', 350 * KIB],
]);

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'labwire-bundles-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('each function is one small file, and brings no more than it uses', () => {
  const loaded = loadSite(fileURLToPath(new URL('../../site', import.meta.url)));
  if (!loaded.ok) throw new Error('the example site has problems');
  const { version, scripts } = loaded;
  const access = { issuer: 'https://issuer.test', audience: ['labwire'], socialSecurity: false };
  const people = consoleSchema.parse({ issuer: 'https://issuer.test', clientId: 'labwire', roles: {} });
  const engine = destinationSchema.parse({
    ...{ id: 'with-originals', kind: 'hl7-http', url: 'https://engine.test', hl7: { passThrough: 'all' } },
  });
  const destinations = [...loaded.site.destinations, { ...engine, translations: [] }];
  const site = { ...loaded.site, access, console: people, destinations };
  const app = createApp(
    { site, siteVersion: version, scripts },
    {
      ...{ outdir: folder, analyticsReporting: false, context: undeployed },
      builtinCloudFormationValidation: false,
    },
  );
  app.synth();
  const assembly = readAssembly(folder);
  const functions = assembly.resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  // receive, normalize, read, export, authorize, console, interpret
  expect(functions).toHaveLength(7 + site.destinations.length);
  for (const { logicalId, properties } of functions) {
    const bundle = assembly.assetPath((properties['Code'] as { S3Key: string }).S3Key.replace(/\.zip$/, ''));
    const code = readFileSync(join(bundle, 'index.mjs'), 'utf8');
    const [name = '', most] =
      [...librariesOf].find(([one]) => logicalId.toLowerCase().startsWith(one.replaceAll('-', ''))) ?? [];
    const length = most === undefined ? code.length : bytesOfLibraries(name, bundle);
    expect([logicalId, length < (most ?? 500 * KIB)]).toEqual([logicalId, true]);
    // scripts and units are for those that read results
    const readsResults = /^(?:Normalize|Interpret)/.test(logicalId);
    const runsScripts = readsResults || /^Deliverwithoriginals/.test(logicalId);
    for (const file of ['scripts.json', 'script-worker.js'])
      expect([file, readdirSync(bundle).includes(file)]).toEqual([file, runsScripts]);
    expect(readdirSync(bundle).includes('node_modules')).toBe(readsResults);
    expect(code.includes('csv-parse')).toBe(false);
    // tokens are for those that ask for them, and their keys for those that check them
    expect(code.includes('client_assertion')).toBe(/^Deliver/.test(logicalId));
    expect(code.includes('JWKSNoMatchingKey')).toBe(/^Authorize/.test(logicalId));
    process.stdout.write(`${logicalId}: ${Math.round(code.length / 1000)} kB\n`);
  }
});

/** What libraries bring to a function's bundle, as esbuild counts it. */
function bytesOfLibraries(name: string, bundle: string): number {
  const metafile = join(folder, `${name}.meta.json`);
  const external = [...providedByTheRuntime, ...namesIn(join(bundle, 'node_modules'))];
  const built = spawnSync(
    join(root, 'node_modules/.bin/esbuild'),
    [
      `functions/${name}.ts`,
      ...['--bundle', '--minify', '--platform=node', '--format=esm', '--target=node24', '--log-level=error'],
      ...['--main-fields=module,main', `--metafile=${metafile}`, `--outfile=${join(folder, name)}.mjs`],
      ...external.map((one) => `--external:${one}`),
    ],
    { cwd: root, encoding: 'utf8' },
  );
  expect(built.stderr).toBe('');
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as Metafile;
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs
    .filter(([file]) => file.includes('node_modules/'))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
}

type Metafile = {
  outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
};

/** The packages of a folder `node_modules`. */
const namesIn = (modules: string): readonly string[] =>
  (existsSync(modules) ? readdirSync(modules) : []).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((one) => `${name}/${one}`) : [name],
  );
