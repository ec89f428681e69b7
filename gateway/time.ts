import { setTimeout } from 'node:timers/promises';

/** Time as a dependency, so that a test can move it. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  /** Ends early, without an error, when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** At least 0, less than 1. */
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

/** Acts after `ms`, unless the returned function is called first. */
export function after(time: Time, ms: number, act: () => void): () => void {
  const calledOff = new AbortController();
  void time.sleep(ms, calledOff.signal).then(() => {
    if (!calledOff.signal.aborted) act();
  });
  return () => calledOff.abort();
}

const FIRST_MS = 1000;
const LONGEST_MS = 300_000;

/**
 * Milliseconds to wait after the `attempt`th failure (1-based): doubles up to five minutes; half of it is
 * random.
 */
export function backoffMs(attempt: number, random: number): number {
  const doubled = Math.min(FIRST_MS * 2 ** Math.min(attempt - 1, 20), LONGEST_MS);
  return Math.round(doubled * (0.5 + 0.5 * random));
}
