import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { createApp } from '../../infra/app.ts';
import { undeployed } from '../../infra/deployment.ts';
import { consoleSchema } from '../../lib/site/console.ts';
import { loadSite } from '../../lib/site/load-site.ts';
import { readAssembly } from '../../local/cloud-assembly.ts';

/**
 * 500 KiB; of normalize, which holds all of the meaning of messages, 700 KiB; of the console, which shows what a release
 * would change and so holds that meaning too, besides its pages and the sign-in, 950 KiB.
 */
function maxBytesOf(logicalId: string): number {
  if (logicalId.startsWith('Normalize')) return 700 * 1024;
  return (logicalId.startsWith('Console') ? 950 : 500) * 1024;
}

const folder = mkdtempSync(join(tmpdir(), 'labwire-bundles-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('each function is one small file, and brings no more than it uses', () => {
  const loaded = loadSite(fileURLToPath(new URL('../../site', import.meta.url)));
  if (!loaded.ok) throw new Error('the example site has problems');
  const { version, scripts } = loaded;
  const access = { issuer: 'https://issuer.test', audience: ['labwire'] };
  const people = consoleSchema.parse({ issuer: 'https://issuer.test', clientId: 'labwire', roles: {} });
  const site = { ...loaded.site, access, console: people };
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
  // receive, normalize, read, authorize, console
  expect(functions).toHaveLength(5 + site.destinations.length);
  for (const { logicalId, properties } of functions) {
    const bundle = assembly.assetPath((properties['Code'] as { S3Key: string }).S3Key.replace(/\.zip$/, ''));
    const code = readFileSync(join(bundle, 'index.mjs'), 'utf8');
    expect([logicalId, code.length < maxBytesOf(logicalId)]).toEqual([logicalId, true]);
    // scripts and units are for those that read results: normalize, and the console, which shows what would change
    const readsResults = /^(?:Normalize|Console)/.test(logicalId);
    for (const file of ['scripts.json', 'script-worker.js'])
      expect([file, readdirSync(bundle).includes(file)]).toEqual([file, readsResults]);
    expect(readdirSync(bundle).includes('node_modules')).toBe(readsResults);
    expect(code.includes('csv-parse')).toBe(false);
    // tokens are for those that ask for them, and their keys for those that check them
    expect(code.includes('client_assertion')).toBe(/^(?:Deliver|Console)/.test(logicalId));
    expect(code.includes('JWKSNoMatchingKey')).toBe(/^(?:Authorize|Console)/.test(logicalId));
    process.stdout.write(`${logicalId}: ${Math.round(code.length / 1000)} kB\n`);
  }
});
