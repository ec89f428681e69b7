import { Worker } from 'node:worker_threads';
import { type ScriptProgram, scriptWorkerOptions } from '../../site/script-program.ts';

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
  /** `place` is the line of the script that failed, if it is known: `scripts/chem.ts:7`. */
  | { readonly kind: 'threw'; readonly place?: string | undefined }
  | { readonly kind: 'timeout'; readonly place?: string | undefined };

/** Runs a site's script on a message's text. */
export type RunScript = (request: ScriptRequest) => Promise<ScriptOutcome>;

export interface ScriptLimits {
  /** The time that a script may take for one message. */
  readonly timeoutMs: number;
  /** The time of each step of hl7-standard, which reads and writes the message. Default: 8000. */
  readonly libraryMs: number;
}

/** What a worker is given when it starts. */
export interface ScriptWorkerData {
  readonly program: ScriptProgram;
  readonly limits: ScriptLimits;
}

/** The time for starting the worker and loading the engine. */
const START_MS = 4000;

/**
 * Creates a runner for the compiled scripts of a site; it handles one message at a time. Scripts run in an engine
 * of their own (`script-box.ts`), which has nothing of this process. The engine runs in a worker, because some
 * built-in functions of the engine cannot be interrupted: a worker that is stuck or dies is replaced. `worker` is the
 * text of our own worker (`bundleWorker`), never of a site's file; `program` is data to it.
 */
export function createScriptRunner(
  { worker: code, program }: { readonly worker: string; readonly program: ScriptProgram },
  { timeoutMs, libraryMs = 8000 }: Pick<ScriptLimits, 'timeoutMs'> & Partial<ScriptLimits>,
): RunScript {
  const limits: ScriptLimits = { timeoutMs, libraryMs };
  const workerData: ScriptWorkerData = { program, limits };
  const patienceMs = timeoutMs + libraryMs + START_MS;
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const start = (): Worker => {
    const started = new Worker(code, { ...scriptWorkerOptions, workerData });
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
    const outcome = await ask(worker, request, patienceMs);
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

function ask(
  worker: Worker,
  request: ScriptRequest,
  patienceMs: number,
): Promise<ScriptOutcome | 'lost' | 'stuck'> {
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
    const timer = setTimeout(() => settle('stuck'), patienceMs);
    worker.ref();
    worker.on('message', settle);
    worker.on('error', lose);
    worker.on('exit', lose);
    worker.postMessage(request);
  });
}
