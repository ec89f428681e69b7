import { Worker } from 'node:worker_threads';

export interface ScriptRequest {
  /** The path in the site: `scripts/chem.ts`. */
  readonly script: string;
  readonly text: string;
}

export type ScriptOutcome =
  | {
      readonly kind: 'done';
      readonly text: string;
      readonly isChanged: boolean;
      /** The numbers of OBX segments that the script added and removed. */
      readonly added: number;
      readonly removed: number;
    }
  /** hl7-standard cannot read the message, or does not write it back unchanged. The script did not run. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'threw' }
  | { readonly kind: 'timeout' };

/** Runs a site's script on a message's text. */
export type RunScript = (request: ScriptRequest) => Promise<ScriptOutcome>;

/** Longer than all limits within the worker together: a run that takes so long is stuck. */
const STUCK_MS = 40_000;
const MEMORY_MB = 256;

/**
 * Creates a runner for the compiled scripts of a site; it handles one message at a time. The scripts run in a
 * worker that does not have the environment of this process. A worker that is stuck or dies is replaced. This
 * contains mistakes; it does not protect against malicious scripts.
 */
export function createScriptRunner(code: string, options: { readonly timeoutMs: number }): RunScript {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const start = (): Worker => {
    const started = new Worker(code, {
      eval: true,
      workerData: { timeoutMs: options.timeoutMs },
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    started.unref();
    // the next message notices a worker that died between two messages
    started.on('error', () => undefined);
    started.once('exit', () => {
      if (worker === started) worker = undefined;
    });
    return started;
  };
  const runNext = async (request: ScriptRequest): Promise<ScriptOutcome> => {
    worker ??= start();
    const outcome = await ask(worker, request);
    if (outcome !== 'lost' && outcome !== 'stuck') return outcome;
    await worker?.terminate();
    worker = undefined;
    return { kind: outcome === 'stuck' ? 'timeout' : 'threw' };
  };
  return (request) => {
    const run = last.then(() => runNext(request));
    last = run.catch(() => undefined);
    return run;
  };
}

function ask(worker: Worker, request: ScriptRequest): Promise<ScriptOutcome | 'lost' | 'stuck'> {
  return new Promise((resolve) => {
    const settle = (outcome: ScriptOutcome | 'lost' | 'stuck') => {
      clearTimeout(timer);
      worker.off('message', settle);
      worker.off('error', lose);
      worker.off('exit', lose);
      worker.unref();
      resolve(outcome);
    };
    const lose = () => settle('lost');
    const timer = setTimeout(() => settle('stuck'), STUCK_MS);
    worker.ref();
    worker.on('message', settle);
    worker.on('error', lose);
    worker.on('exit', lose);
    worker.postMessage(request);
  });
}
