import { createScriptRunner, type RunScript } from '../../lib/normalize/transform/script-runner.ts';
import { bundleWorker } from '../../lib/site/bundle-scripts.ts';
import type { ScriptProgram } from '../../lib/site/script-program.ts';

/** Runs the scripts of a test's site in our worker. */
export function aScriptRunner(
  program: ScriptProgram | undefined,
  limits: Parameters<typeof createScriptRunner>[1],
): RunScript {
  if (program === undefined) throw new Error('the site of the test has no scripts');
  return createScriptRunner({ worker: bundleWorker('serveScripts'), program }, limits);
}
