import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, type AppProps, Tags } from 'aws-cdk-lib';
import { loadSite } from '../lib/site/load-site.ts';
import type { SiteRelease } from '../lib/site/site.ts';
import { DataStack } from './data-stack.ts';
import { type GatewayNetwork, GatewayStack } from './gateway-stack.ts';
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
  const processing = new ProcessingStack(app, 'LabwireProcessing', {
    description: 'Labwire: receive, normalize, deliver',
    data,
    site,
    siteFile,
    scriptsFile,
  });
  const network = gatewayNetwork(app.node.tryGetContext('gateway'));
  if (network !== undefined)
    new GatewayStack(app, 'LabwireGateway', {
      description: 'Labwire: the gateway in the cloud, for sites with a VPN',
      ...{ network, site, siteFile, data, processing },
      stagingFolder: join(app.outdir, 'gateway-image'),
    });
  Tags.of(app).add('application', 'labwire');
  return app;
}

/** From `cdk.json` an object, from `-c` its JSON. */
const gatewayNetwork = (context: unknown): GatewayNetwork | undefined =>
  typeof context === 'string' ? JSON.parse(context) : (context as GatewayNetwork | undefined);

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
