/** The oldest waiting message, by its number and the time that is written beside it. */
export interface Oldest {
  readonly seq: number;
  readonly receivedAt: number;
}

/**
 * How long the oldest message waits. The machine's clock may be set while it does, or have been wrong when it
 * came, so what this process has seen itself bounds what the clock says, from above and from below.
 */
export class WaitingAge {
  readonly #elapsed: () => number;
  readonly #openedAt: { readonly clock: number; readonly elapsed: number };
  /** The message that was the oldest when last asked, and since when. */
  #oldest: { readonly seq: number; readonly since: number } | undefined;

  constructor(clock: number, elapsed: () => number) {
    this.#elapsed = elapsed;
    this.#openedAt = { clock, elapsed: elapsed() };
  }

  /** Milliseconds; 0 if nothing waits. */
  of(oldest: Oldest | undefined, clock: number): number {
    if (oldest === undefined) {
      this.#oldest = undefined;
      return 0;
    }
    const now = this.#elapsed();
    if (this.#oldest?.seq !== oldest.seq) this.#oldest = { seq: oldest.seq, since: now };
    const atLeast = now - this.#oldest.since;
    const beforeOpening = Math.max(this.#openedAt.clock - oldest.receivedAt, 0);
    const atMost = now - this.#openedAt.elapsed + beforeOpening;
    return Math.max(Math.min(clock - oldest.receivedAt, atMost), atLeast);
  }
}
