const signals = ['SIGINT', 'SIGTERM'] as const;

/** Resolves when the process is asked to end. */
export const untilInterrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });

/** Whether the process was asked to end, for work that ends at a good place. Until `end`, a signal does not stop the process. */
export function interruption(): { readonly isAsked: () => boolean; readonly end: () => void } {
  let isAsked = false;
  const onSignal = (): void => {
    isAsked = true;
  };
  for (const signal of signals) process.once(signal, onSignal);
  return {
    isAsked: () => isAsked,
    end: () => {
      for (const signal of signals) process.removeListener(signal, onSignal);
    },
  };
}
