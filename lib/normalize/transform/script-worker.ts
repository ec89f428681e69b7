import { types } from 'node:util';
import { constants, createContext, Script } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { type Message, parseText } from '@labwire/hl7/message/message';
import type { ScriptOutcome, ScriptRequest } from './script-runner.ts';

/** The time that hl7-standard may take to read or write a message; it does not count as the script's time. */
const LIBRARY_MS = 8000;

/**
 * Answers the requests of the main thread. Runs in a worker, which can be stopped whatever a script does.
 * `code` defines `harness`, see `compile-scripts.ts`.
 */
export function serveScripts(code: string): void {
  const load = new Script(code, { filename: 'site-scripts.js' });
  const { timeoutMs } = workerData as { readonly timeoutMs: number };
  let hasStrayFailure = false;
  process.on('unhandledRejection', () => {
    hasStrayFailure = true;
  });
  parentPort?.on('message', (request: ScriptRequest) => {
    hasStrayFailure = false;
    const outcome = runOnce(load, request, timeoutMs);
    // a promise that was not awaited fails after everything else
    setImmediate(() => parentPort?.postMessage(hasStrayFailure ? { kind: 'threw' } : outcome));
  });
}

/** Each run has its own context, so that no message affects the next. */
function runOnce(load: Script, { script, text }: ScriptRequest, timeoutMs: number): ScriptOutcome {
  const context = createContext(constants.DONT_CONTEXTIFY, {
    codeGeneration: { strings: false, wasm: false },
    // promises are settled within the time limit of the step that created them
    microtaskMode: 'afterEvaluate',
  });
  const step = (source: string, timeout: number): unknown =>
    new Script(source).runInContext(context, { timeout });
  try {
    load.runInContext(context, { timeout: timeoutMs + LIBRARY_MS });
  } catch (cause) {
    return failureOf(cause);
  }
  try {
    const rebuilt = step(`harness.read(${JSON.stringify(text)})`, LIBRARY_MS);
    if (!isFaithful(text, rebuilt)) return { kind: 'unreadable' };
  } catch {
    return { kind: 'unreadable' };
  }
  try {
    const before = step('harness.write()', LIBRARY_MS);
    step(`harness.run(${JSON.stringify(script)})`, timeoutMs);
    const after = step('harness.write()', LIBRARY_MS);
    const { text: written, added, removed } = JSON.parse(typeof after === 'string' ? after : '{}');
    if (typeof written !== 'string') return { kind: 'threw' };
    return { kind: 'done', text: written, isChanged: after !== before, added, removed };
  } catch (cause) {
    return failureOf(cause);
  }
}

const failureOf = (cause: unknown): ScriptOutcome =>
  types.isNativeError(cause) && 'code' in cause && cause.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
    ? { kind: 'timeout' }
    : { kind: 'threw' };

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
