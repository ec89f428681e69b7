import { scheduler } from 'node:timers/promises';
import { size } from './size.ts';

/** A test that waits longer for one thing would wait for ever. Less than jest's own limits, which do not say what is left. */
const LIMIT_MS = size({ short: 270_000, long: 2_400_000 });
/** Where no event announces a change, all there is to wait for is the next look. */
const LOOK_AGAIN_MS = 20;
/** The system that hangs is asked what is left, and may not answer. */
const DESCRIBE_MS = 10_000;

export interface Waiting {
  /** The thing that is waited for, as the error names it: `empty queues`. */
  readonly what: string;
  /** What is still there when the wait is given up: depths of queues, states of messages. */
  readonly left?: () => unknown;
  readonly limitMs?: number;
}

export type Found<T> = Exclude<T, undefined | false>;

/** Looks until it finds something. After a limit it fails, and says what is still there. */
export async function until<T>(
  look: () => T | Promise<T>,
  {
    next = () => scheduler.wait(LOOK_AGAIN_MS),
    ...waiting
  }: Waiting & {
    /** Resolves when it is time to look again. It is called before the look. */
    readonly next?: () => Promise<unknown>;
  },
): Promise<Found<T>> {
  const given = { up: false };
  const looking = async (): Promise<Found<T>> => {
    while (!given.up) {
      const announced = next();
      const found = await look();
      if (found !== undefined && found !== false) return found as Found<T>;
      await announced;
    }
    throw new Error('nobody waits any more');
  };
  try {
    return await within(looking(), waiting);
  } finally {
    given.up = true;
  }
}

/** Awaits a promise. After a limit it fails, and says what is still there. */
export async function within<T>(
  promise: Promise<T>,
  { what, left, limitMs = LIMIT_MS }: Waiting,
): Promise<T> {
  const timer = Promise.withResolvers<never>();
  const timeout = setTimeout(async () => {
    timer.reject(new Error(`waited ${limitMs / 1000} s for ${what}. Left: ${await described(left)}`));
  }, limitMs);
  try {
    return await Promise.race([promise, timer.promise]);
  } finally {
    clearTimeout(timeout);
    // it may still fail, and nobody is there to be told
    promise.catch(() => undefined);
  }
}

async function described(left: Waiting['left']): Promise<string> {
  const timer = Promise.withResolvers<string>();
  const timeout = setTimeout(() => timer.resolve('no answer'), DESCRIBE_MS);
  try {
    const found = await Promise.race([(async () => left?.())(), timer.promise]);
    return typeof found === 'string' ? found : (JSON.stringify(found) ?? 'not known');
  } catch (cause) {
    return `not known: ${String(cause)}`;
  } finally {
    clearTimeout(timeout);
  }
}
