import { createScriptRunner, type RunScript } from '../lib/normalize/transform/script-runner.ts';
import { bundleWorker } from '../lib/site/bundle-scripts.ts';
import type { CheckedSite } from '../lib/site/site.ts';

/** Runs the scripts of a site in the worker of this release. Undefined if the site has none. */
export function scriptRunnerOf({
  site,
  scripts: program,
}: Pick<CheckedSite, 'site' | 'scripts'>): RunScript | undefined {
  if (program === undefined) return undefined;
  const worker = bundleWorker('serveScripts');
  return createScriptRunner({ worker, program }, { timeoutMs: site.limits.scriptMs });
}
