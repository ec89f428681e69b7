import { getState } from 'jest-circus';

/** Gives what no code caught to the test that runs, or to its file, until the function that it returns is called. */
export function collectUnhandledErrors(): () => void {
  const rejected = new Map<Promise<unknown>, () => void>();
  const collect = (error: unknown): (() => void) => {
    const { currentlyRunningTest, unhandledErrors } = getState();
    const errors: unknown[] = currentlyRunningTest?.errors ?? unhandledErrors;
    errors.push(error);
    return () => errors.splice(errors.indexOf(error), 1);
  };
  const listeners = {
    uncaughtException: collect,
    unhandledRejection: (error: unknown, promise: Promise<unknown>) => rejected.set(promise, collect(error)),
    // somebody was only late to await it
    rejectionHandled: (promise: Promise<unknown>) => rejected.get(promise)?.(),
  };
  for (const [event, listener] of Object.entries(listeners)) process.on(event, listener);
  return () => {
    for (const [event, listener] of Object.entries(listeners)) process.off(event, listener);
  };
}
