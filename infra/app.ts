import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import { printable } from '../lib/shared/printable.ts';
import { bundleWorker } from '../lib/site/bundle-scripts.ts';
import { qualityVersionOf } from '../lib/site/quality/quality-version.ts';
import type { CheckedSite } from '../lib/site/site.ts';
import { AccessStack } from './access-stack.ts';
import { DataStack } from './data-stack.ts';
import { deployedSite } from './deployed-site.ts';
import { type Deployment, deploymentOf, EnvironmentError } from './deployment.ts';
import { GatewayStack } from './gateway-stack.ts';
import { MonitoringStack } from './monitoring-stack.ts';
import { NetworkStack } from './network-stack.ts';
import { ProcessingStack } from './processing-stack.ts';

/**
 * The whole deployment of one site, in the environment that the CDK context names. The same site and
 * environment give the same template.
 */
export function createApp(checked: CheckedSite, props?: AppProps): App {
  const app = newApp(props);
  addStacks(app, checked, deploymentOf(app));
  return app;
}

function newApp(props?: AppProps): App {
  // the CLI passes the feature flags of cdk.json; other callers get the same flags here
  const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'));
  const app = new App({ ...props, context: { ...context, ...props?.context } });
  mkdirSync(app.outdir, { recursive: true });
  return app;
}

/** Stacks are divided by life cycle: stored data, monitoring, what each release replaces, and access. */
function addStacks(
  app: App,
  { site, siteVersion, scripts, quality }: CheckedSite,
  deployment: Deployment,
): void {
  const { name, network, account, region } = deployment;
  const siteFile = write(app, 'site.json', JSON.stringify({ site, siteVersion, quality }));
  const scriptFiles =
    scripts === undefined
      ? []
      : [
          write(app, 'scripts.json', JSON.stringify(scripts)),
          write(app, 'script-worker.js', bundleWorker('serveScripts')),
        ];
  const tags = { application: 'labwire', deployment: name, ...deployment.tags };
  const env = account === undefined || region === undefined ? {} : { env: { account, region } };
  const about = (description: string) => ({
    ...{ description: `Labwire: ${description}`, tags, deployment, site },
    ...env,
  });

  const hasControls = (quality?.systems ?? []).length > 0;
  const data = new DataStack(app, `${name}Data`, {
    ...about('what must survive'),
    retention: site.retention,
  });
  const monitoring = new MonitoringStack(app, `${name}Monitoring`, {
    ...about('who is told of what'),
    ...{ data, hasControls },
  });
  const platform = {
    key: data.key,
    alarms: monitoring.alarms,
    metricsNamespace: name,
    siteFile,
    network:
      deployment.isPrivate && network !== undefined
        ? new NetworkStack(app, `${name}Network`, { ...about('ways to AWS'), network })
        : undefined,
  };
  const processing = new ProcessingStack(app, `${name}Processing`, {
    ...about('receive, normalize, deliver'),
    siteVersion,
    qualityVersion: qualityVersionOf(quality),
    hasControls,
    data,
    platform,
    scriptFiles,
  });
  if (processing.exportQueue !== undefined)
    new AccessStack(app, `${name}Access`, {
      ...about('how people and EHRs get at results'),
      data,
      platform,
      exportQueue: processing.exportQueue,
    });
  if (deployment.fargateGateway && network !== undefined)
    new GatewayStack(app, `${name}Gateway`, {
      ...about('the gateway in the cloud, for sites with a VPN'),
      ...{ network, siteFile, data, processing, ways: platform.network?.ways },
      stagingFolder: join(app.outdir, 'gateway-image'),
    });
}

function write(app: App, name: string, text: string): string {
  const file = join(app.outdir, name);
  writeFileSync(file, text);
  return file;
}

/** What `cdk` runs. Problems that a person can correct are printed, one on each line. */
function synthesize(): void {
  try {
    const app = newApp();
    const deployment = deploymentOf(app);
    addStacks(app, deployedSite(deployment, process.env), deployment);
    app.synth();
  } catch (cause) {
    if (!(cause instanceof EnvironmentError)) throw cause;
    for (const line of cause.message.split('\n')) console.error(printable(line));
    process.exitCode = 1;
  }
}

if (import.meta.main) synthesize();
