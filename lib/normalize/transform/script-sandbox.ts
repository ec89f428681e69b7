import { type Context, createContext, Script } from 'node:vm';

export type ScriptOutcome =
  | { readonly kind: 'done'; readonly text: string; readonly isChanged: boolean }
  /** hl7-standard cannot read the message, or does not write it back as it was. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'threw' }
  | { readonly kind: 'timeout' };

/**
 * Runs a site's script on a message's text, if `isFaithful` finds the message unchanged in what
 * hl7-standard makes of it; else the script does not see it.
 */
export type RunScript = (
  script: string,
  text: string,
  isFaithful: (rebuilt: string) => boolean,
) => ScriptOutcome;

/** How long loading may take, which is none of the script's doing; a run has its own limit. */
const LOAD_MS = 5000;

const rebuild = new Script('rebuildMessage(text)', { filename: 'site-script-guard.js' });
const call = new Script('runSiteScript(script, text)', { filename: 'site-script-call.js' });

/**
 * Makes a runner of the compiled scripts of a site. Each run has a context of its own, so that one
 * message leaves nothing behind for the next, and is stopped when its time is over. A context keeps
 * mistakes apart; it is no defence against scripts that mean harm.
 */
export function createScriptRunner(code: string, options: { readonly timeoutMs: number }): RunScript {
  const load = new Script(code, { filename: 'site-scripts.js' });
  return (script, text, isFaithful) => {
    const context = createContext({ script, text }, { codeGeneration: { strings: false, wasm: false } });
    load.runInContext(context, { timeout: LOAD_MS });
    const rebuilt = attempt(rebuild, context, LOAD_MS);
    if (rebuilt.kind !== 'text' || !isFaithful(rebuilt.text)) return { kind: 'unreadable' };
    const ran = attempt(call, context, options.timeoutMs);
    return ran.kind === 'text' ? { kind: 'done', text: ran.text, isChanged: ran.text !== rebuilt.text } : ran;
  };
}

type Attempt = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'threw' | 'timeout' };

function attempt(script: Script, context: Context, timeout: number): Attempt {
  try {
    return { kind: 'text', text: String(script.runInContext(context, { timeout })) };
  } catch (cause) {
    return { kind: isTimeout(cause) ? 'timeout' : 'threw' };
  }
}

const isTimeout = (cause: unknown): boolean =>
  typeof cause === 'object' &&
  cause !== null &&
  'code' in cause &&
  cause.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
