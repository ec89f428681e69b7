import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, type AppProps, Tags } from 'aws-cdk-lib';
import { loadSite } from '../lib/site/load-site.ts';
import type { SiteRelease } from '../lib/site/site.ts';
import { DataStack } from './data-stack.ts';
import { ProcessingStack } from './processing-stack.ts';

/** The whole deployment of one site. The same site gives the same template. */
export function createApp({ site, siteVersion, scripts }: SiteRelease, props?: AppProps): App {
  // the CLI passes the feature flags of cdk.json; whoever synthesizes without it gets the same
  const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'));
  const app = new App({ ...props, context: { ...context, ...props?.context } });
  mkdirSync(app.outdir, { recursive: true });
  const siteFile = join(app.outdir, 'site.json');
  writeFileSync(siteFile, JSON.stringify({ site, siteVersion }));
  const scriptsFile = scripts === undefined ? undefined : join(app.outdir, 'scripts.js');
  if (scriptsFile !== undefined) writeFileSync(scriptsFile, scripts ?? '');
  const data = new DataStack(app, 'LabwireData', { description: 'Labwire: what must survive' });
  new ProcessingStack(app, 'LabwireProcessing', {
    description: 'Labwire: receive, normalize, deliver',
    data,
    site,
    siteFile,
    scriptsFile,
  });
  Tags.of(app).add('application', 'labwire');
  return app;
}

if (import.meta.main) {
  const folder = process.env['LABWIRE_SITE'] ?? fileURLToPath(new URL('../site', import.meta.url));
  const loaded = loadSite(folder);
  if (loaded.ok) {
    createApp({ site: loaded.site, siteVersion: loaded.version, scripts: loaded.scripts }).synth();
  } else {
    for (const { path, message } of loaded.problems) console.error(`${path}: ${message}`);
    process.exitCode = 1;
  }
}
