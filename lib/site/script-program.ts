import type { SourceMapPayload } from 'node:module';
import type { WorkerOptions } from 'node:worker_threads';

/** Compiled scripts of a site, for the engine in which they run. */
export interface ScriptProgram {
  /** Leaves its `harness` in the engine (`lib/normalize/transform/harness.ts`). */
  readonly code: string;
  /** The source map of the code. It names only files of the site. */
  readonly map: SourceMapPayload;
}

/** A worker that runs scripts has neither the environment nor the arguments of this process. */
export const scriptWorkerOptions: WorkerOptions = {
  eval: true,
  env: {},
  argv: [],
  execArgv: [],
  resourceLimits: { maxOldGenerationSizeMb: 256 },
};
