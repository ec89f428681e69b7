/**
 * Keeps a distance between one call and the next, for destinations that take only so many a second. The
 * calls of one process are in a row; processes share a destination's rate by each keeping a longer distance.
 */
export function createPacer(
  spacingMs: number,
  {
    now = Date.now,
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
