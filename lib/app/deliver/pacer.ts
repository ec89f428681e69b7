/**
 * Keeps a minimum distance between calls, for destinations that limit the rate. Calls of one process run one
 * after the other. If several processes share a destination, each keeps a longer distance.
 */
export function createPacer(
  spacingMs: number,
  {
    // a clock that is set must not make a wait
    now = () => performance.now(),
    sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  }: { readonly now?: () => number; readonly sleep?: (ms: number) => Promise<void> } = {},
): () => Promise<void> {
  let next = 0;
  return async () => {
    const at = now();
    const wait = next - at;
    next = Math.max(next, at) + spacingMs;
    if (wait > 0) await sleep(wait);
  };
}
