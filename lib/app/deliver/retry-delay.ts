/** Retries come after seconds, then minutes, then every half hour: 600 tries (`infra/constructs/delivery.ts`) last for 9 to 13 days. */
const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 1800;

/**
 * The delay after the `attempt`th failure (1-based), in whole seconds. It doubles up to a limit, and is
 * spread by up to a quarter so that many groups are not retried at once. `random` is from 0 to 1.
 */
export function retryDelaySeconds(attempt: number, random: number): number {
  const doubled = FIRST_SECONDS * 2 ** Math.min(Math.max(attempt - 1, 0), 20);
  return Math.ceil(Math.min(doubled, LONGEST_SECONDS) * (0.75 + 0.25 * random));
}
