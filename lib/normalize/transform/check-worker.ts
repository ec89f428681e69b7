import { workerData } from 'node:worker_threads';
import type { CheckedScript, CheckRequest, ScriptVerdict } from '../../site/check-scripts.ts';
import { BoxFailure, loadEngine, ScriptBox } from './script-box.ts';

/** Loads each script alone in a box of its own, and says what came of it. Runs in a worker. */
export async function serveChecks(): Promise<void> {
  const { scripts, loadMs, answer, signal } = workerData as CheckRequest;
  const verdicts: ScriptVerdict[] = [];
  for (const script of scripts) verdicts.push(await verdictOn(script, loadMs));
  answer.postMessage(verdicts);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}

async function verdictOn({ name, program }: CheckedScript, loadMs: number): Promise<ScriptVerdict> {
  try {
    const box = new ScriptBox(await loadEngine(), program);
    box.load(loadMs);
    const type = box.step(`harness.typeOf(${JSON.stringify(name)})`, loadMs);
    return { kind: type === 'function' ? 'ready' : 'no-function' };
  } catch (cause) {
    return { kind: 'failed', place: cause instanceof BoxFailure ? cause.place : undefined };
  }
}
