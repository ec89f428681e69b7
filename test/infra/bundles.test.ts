import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { createApp } from '../../infra/app.ts';
import { loadSite } from '../../lib/site/load-site.ts';

const MAX_BYTES = 500_000;

const folder = mkdtempSync(join(tmpdir(), 'labwire-bundles-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('each function is one small file, and brings no more than it uses', () => {
  const loaded = loadSite(fileURLToPath(new URL('../../site', import.meta.url)));
  if (!loaded.ok) throw new Error('the example site has problems');
  const { version, scripts } = loaded;
  const access = { issuer: 'https://issuer.test', audience: ['labwire'] };
  const site = { ...loaded.site, access };
  createApp({ site, siteVersion: version, scripts }, { outdir: folder, analyticsReporting: false }).synth();
  const bundles = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory() && readdirSync(path).includes('index.mjs'));
  // receive, normalize, read, authorize
  expect(bundles).toHaveLength(4 + site.destinations.length);
  for (const bundle of bundles) {
    const code = readFileSync(join(bundle, 'index.mjs'), 'utf8');
    expect(code.length).toBeLessThan(MAX_BYTES);
    const isNormalize = code.includes('message-normalized');
    // scripts and units are for the one function that reads results
    expect(readdirSync(bundle).includes('scripts.js')).toBe(isNormalize);
    expect(readdirSync(bundle).includes('node_modules')).toBe(isNormalize);
    expect(code.includes('csv-parse')).toBe(false);
    // the way to destinations is for the function that goes it
    expect(code.includes('client_assertion')).toBe(code.includes('update-delivered'));
  }
}, 60_000);
