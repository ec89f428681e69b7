import { setTimeout } from 'node:timers/promises';

/** The passing of time, so that a test can move it. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  /** Ends early, without an error, when the signal says so. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 to 1. */
  random(): number;
}

export const realTime: Time = {
  now: Date.now,
  sleep: (ms, signal) =>
    setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch((cause: unknown) => {
      if (signal?.aborted !== true) throw cause;
    }),
  random: Math.random,
};

/** Does something when so long has passed, unless the function that it gives is called before. */
export function after(time: Time, ms: number, act: () => void): () => void {
  const calledOff = new AbortController();
  void time.sleep(ms, calledOff.signal).then(() => {
    if (!calledOff.signal.aborted) act();
  });
  return () => calledOff.abort();
}

const FIRST_MS = 1000;
const LONGEST_MS = 300_000;

/** How long to wait after the `attempt`th failure (1-based): doubling up to five minutes, a half of it by chance. */
export function backoffMs(attempt: number, random: number): number {
  const doubled = Math.min(FIRST_MS * 2 ** Math.min(attempt - 1, 20), LONGEST_MS);
  return Math.round(doubled * (0.5 + 0.5 * random));
}
