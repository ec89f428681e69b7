import type { Time } from '../../gateway/time.ts';

/** Time that passes only while everybody waits. */
export class SimulatedTime implements Time {
  #elapsed = 0;
  #clock: number;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  #isTurning = false;

  constructor(now = Date.UTC(2026, 2, 2, 8)) {
    this.#clock = now;
  }

  now(): number {
    return this.#clock + this.#elapsed;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  /** Sets the machine's clock forward, or back. No time passes. */
  setClock(byMs: number): void {
    this.#clock += byMs;
  }

  random(): number {
    return 0.5;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = { at: this.#elapsed + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      const end = () => {
        const index = this.#sleepers.indexOf(sleeper);
        // a sleeper that is woken early does not move time
        if (index >= 0) this.#sleepers.splice(index, 1);
        resolve();
      };
      if (signal?.aborted === true) return end();
      signal?.addEventListener('abort', end, { once: true });
      void this.#turn();
    });
  }

  /** Wakes the next sleeper after some turns of the event loop in which nothing happened. */
  async #turn(): Promise<void> {
    if (this.#isTurning) return;
    this.#isTurning = true;
    while (this.#sleepers.length > 0) {
      for (let turns = 0; turns < 8; turns++) await new Promise((resolve) => setImmediate(resolve));
      const [next] = this.#sleepers.toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#sleepers.splice(this.#sleepers.indexOf(next), 1);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.wake();
    }
    this.#isTurning = false;
  }
}
