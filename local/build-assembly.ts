import { json } from 'node:stream/consumers';
import { createApp } from '../infra/app.ts';
import { undeployed } from '../infra/deployment.ts';
import type { CheckedSite } from '../lib/site/site.ts';

/**
 * Synthesizes the app of the site on standard input, with its bundles, into the given folder. It is a
 * separate process: the CDK takes seconds to load, and a run with a cached assembly does not need it.
 */
const [, , outdir] = process.argv;
if (outdir === undefined) throw new Error('name a folder');
createApp((await json(process.stdin)) as CheckedSite, {
  ...{ outdir, analyticsReporting: false },
  // the CDK checks a template against the rules of CloudFormation when it is deployed; that takes longer than the rest
  builtinCloudFormationValidation: false,
  context: undeployed,
}).synth();
