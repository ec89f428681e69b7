import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type ScriptProgram, scriptWorkerOptions } from './script-program.ts';

export interface CheckedScript {
  /** The path in the site: `scripts/chem.ts`. */
  readonly name: string;
  /** A program with this script alone. */
  readonly program: ScriptProgram;
}

export type ScriptVerdict =
  | { readonly kind: 'ready' }
  /** Its default export is no function. */
  | { readonly kind: 'no-function' }
  /** It throws, or never ends, when it is loaded. `place` is a line of it, if one is known. */
  | { readonly kind: 'failed'; readonly place?: string | undefined };

export interface CheckRequest {
  readonly scripts: readonly CheckedScript[];
  /** The longest time for loading one script. */
  readonly loadMs: number;
  readonly answer: MessagePort;
  readonly signal: Int32Array;
}

/** `loadMs` is far more than the largest script needs. If a script cannot be stopped within `patienceMs`, all fail. */
const usualLimits = { loadMs: 5000, patienceMs: 15_000 };

/**
 * Loads each script as a message would, in the same box, and waits for it: nothing of a site is evaluated in this
 * thread. `worker` is a program that calls `serveChecks`.
 */
export function checkScripts(
  worker: string,
  scripts: readonly CheckedScript[],
  limits: Partial<typeof usualLimits> = {},
): readonly ScriptVerdict[] {
  const { loadMs, patienceMs } = { ...usualLimits, ...limits };
  const { port1, port2: answer } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const request: CheckRequest = { scripts, loadMs, answer, signal };
  const started = new Worker(worker, { ...scriptWorkerOptions, workerData: request, transferList: [answer] });
  started.on('error', () => undefined);
  started.unref();
  Atomics.wait(signal, 0, 0, patienceMs);
  const verdicts: unknown = receiveMessageOnPort(port1)?.message;
  void started.terminate();
  port1.close();
  return Array.isArray(verdicts) ? verdicts : scripts.map(() => ({ kind: 'failed' }));
}
