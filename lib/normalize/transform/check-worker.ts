import { workerData } from 'node:worker_threads';
import type { CheckedScript, CheckRequest, ScriptVerdict } from '../../site/check-scripts.ts';
import { BoxFailure, loadEngine, ScriptBox } from './script-box.ts';

/** The longest time for loading one script: far more than the largest needs. */
const LOAD_MS = 5000;

/** Loads each script alone in a box of its own, and says what came of it. Runs in a worker. */
export async function serveChecks(): Promise<void> {
  const { scripts, answer, signal } = workerData as CheckRequest;
  const verdicts: ScriptVerdict[] = [];
  for (const script of scripts) verdicts.push(await verdictOn(script));
  answer.postMessage(verdicts);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}

async function verdictOn({ name, program }: CheckedScript): Promise<ScriptVerdict> {
  try {
    const box = new ScriptBox(await loadEngine(), program);
    box.load(LOAD_MS);
    const type = box.step(`harness.typeOf(${JSON.stringify(name)})`, LOAD_MS);
    return { kind: type === 'function' ? 'ready' : 'no-function' };
  } catch (cause) {
    return { kind: 'failed', place: cause instanceof BoxFailure ? cause.place : undefined };
  }
}
