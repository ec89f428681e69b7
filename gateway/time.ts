import { setTimeout } from 'node:timers/promises';

/** Time as a dependency, so that a test can move it. */
export interface Time {
  /** Milliseconds since 1970, for what is written down. It jumps when the machine's clock is set. */
  now(): number;
  /** Milliseconds since a fixed moment, for waits. It never jumps. */
  elapsed(): number;
  /** Sleeps for a day at most. Ends early, without an error, when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
}

const LONGEST_SLEEP_MS = 86_400_000;

export const realTime: Time = {
  now: Date.now,
  elapsed: () => performance.now(),
  sleep: (ms, signal) =>
    // a timer takes a longer time for a millisecond
    setTimeout(Math.min(ms || 0, LONGEST_SLEEP_MS), undefined, signal === undefined ? {} : { signal }).catch(
      (cause: unknown) => {
        if (signal?.aborted !== true) throw cause;
      },
    ),
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

/**
 * Limits an exchange with another machine from its beginning to its end, however slowly its bytes come.
 * `exchange` gets a signal, and is given up when it ignores that.
 * @throws TimeoutError
 */
export async function within<T>(
  timeoutMs: number,
  exchange: (signal: AbortSignal) => Promise<T>,
  stopping?: AbortSignal,
): Promise<T> {
  const late = AbortSignal.timeout(timeoutMs);
  const signal = stopping === undefined ? late : AbortSignal.any([late, stopping]);
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(signal.reason);
  signal.addEventListener('abort', giveUp);
  try {
    return await Promise.race([exchange(signal), promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
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
