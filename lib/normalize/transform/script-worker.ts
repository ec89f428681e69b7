import { parentPort, workerData } from 'node:worker_threads';
import { type Message, parseText } from '@labwire/hl7/message/message';
import type { ScriptProgram } from '../../site/script-program.ts';
import { BoxFailure, loadEngine, ScriptBox } from './script-box.ts';
import type { ScriptLimits, ScriptOutcome, ScriptRequest, ScriptWorkerData } from './script-runner.ts';

type Engine = Awaited<ReturnType<typeof loadEngine>>;

/**
 * Answers the requests of the main thread. Runs in a worker, which can be stopped whatever a script does.
 */
export async function serveScripts(): Promise<void> {
  const { program, limits } = workerData as ScriptWorkerData;
  let engine = await loadEngine();
  parentPort?.on('message', async (request: ScriptRequest) => {
    const outcome = runOnce(engine, program, { request, limits });
    // a failure may leave the engine in any state
    if (outcome.kind !== 'done') engine = await loadEngine();
    parentPort?.postMessage(outcome);
  });
}

/** Each run has its own box, so that no message affects the next. */
function runOnce(
  engine: Engine,
  program: ScriptProgram,
  { request, limits }: { readonly request: ScriptRequest; readonly limits: ScriptLimits },
): ScriptOutcome {
  try {
    const box = new ScriptBox(engine, program);
    const outcome = runIn(box, request, limits);
    if (outcome.kind === 'done') box.dispose();
    return outcome;
  } catch (cause) {
    return cause instanceof BoxFailure ? { kind: cause.kind, place: cause.place } : { kind: 'threw' };
  }
}

function runIn(
  box: ScriptBox,
  { script, text }: ScriptRequest,
  { timeoutMs, libraryMs }: ScriptLimits,
): ScriptOutcome {
  box.load(timeoutMs + libraryMs);
  if (!isFaithful(text, rebuiltBy(box, text, libraryMs))) return { kind: 'unreadable' };
  const before = box.step('harness.write()', libraryMs);
  box.step(`harness.run(${JSON.stringify(script)})`, timeoutMs);
  const after = box.step('harness.write()', libraryMs);
  return writtenOf(after, after !== before);
}

function rebuiltBy(box: ScriptBox, text: string, libraryMs: number): unknown {
  try {
    return JSON.parse(box.step(`harness.read(${JSON.stringify(text)})`, libraryMs) ?? 'null');
  } catch (cause) {
    if (cause instanceof BoxFailure) return undefined;
    throw cause;
  }
}

/** What the harness wrote. A script can have changed the harness's own tools, so nothing is taken for granted. */
function writtenOf(json: string | undefined, isChanged: boolean): ScriptOutcome {
  const { text, added, removed } = JSON.parse(json ?? '{}') as Readonly<Record<string, unknown>>;
  return typeof text === 'string' && isCount(added) && isCount(removed)
    ? { kind: 'done', text, isChanged, added, removed }
    : { kind: 'threw' };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** Whether both have the same segments and fields, except for empty fields at the end. */
function isFaithful(text: string, rebuilt: unknown): boolean {
  if (typeof rebuilt !== 'string') return false;
  const [one, other] = [parseText(text), parseText(rebuilt)];
  if (!one.ok || !other.ok || one.value.segments.length !== other.value.segments.length) return false;
  return one.value.segments.every((segment, index) => {
    const counterpart = other.value.segments[index];
    return (
      counterpart !== undefined && trimmed(segment.raw, one.value) === trimmed(counterpart.raw, other.value)
    );
  });
}

function trimmed(raw: string, { delimiters }: Message): string {
  let end = raw.length;
  while (end > 0 && raw[end - 1] === delimiters.field) end--;
  return raw.slice(0, end);
}
