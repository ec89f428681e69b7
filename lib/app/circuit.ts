import { AdapterError } from '../shared/adapter-error.ts';
import type { Clock } from '../shared/clock.ts';

export interface CircuitOptions {
  /** So many failures in a row say that nobody can be served. */
  readonly failures: number;
  /** How long it stays open the first time; twice as long each time the try that follows fails. */
  readonly firstSeconds: number;
  readonly longestSeconds: number;
}

const usual: CircuitOptions = { failures: 5, firstSeconds: 30, longestSeconds: 600 };

/**
 * Spares a destination that answers nobody: after some failures in a row nothing is sent for a while,
 * then one update tries, and closes it, or opens it for longer. It knows of failures that can pass; a refusal
 * is an answer. Of one process: a destination has few of those.
 */
export class Circuit {
  readonly #clock: Clock;
  readonly #options: CircuitOptions;
  #failures = 0;
  #opened = 0;
  /** Milliseconds since 1970; nothing is sent before. */
  #until = 0;

  constructor(clock: Clock, options: CircuitOptions = usual) {
    this.#clock = clock;
    this.#options = options;
  }

  /**
   * Does it, unless the circuit is open.
   * @throws AdapterError what it throws; `CircuitOpen`, transient, without having tried
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const waitMs = this.#until - this.#clock().getTime();
    if (waitMs > 0)
      throw new AdapterError('CircuitOpen', 'transient', 'The destination is being spared', {
        retryAfterSeconds: Math.ceil(waitMs / 1000),
      });
    try {
      const result = await work();
      this.#close();
      return result;
    } catch (cause) {
      if (cause instanceof AdapterError && cause.disposition === 'permanent') this.#close();
      else this.#fail(cause);
      throw cause;
    }
  }

  #close(): void {
    this.#failures = 0;
    this.#opened = 0;
    this.#until = 0;
  }

  #fail(cause: unknown): void {
    const { failures, firstSeconds, longestSeconds } = this.#options;
    const said = cause instanceof AdapterError ? (cause.retryAfterSeconds ?? 0) : 0;
    this.#failures++;
    // what the destination says of itself counts at once
    if (this.#failures < failures && said === 0) return;
    const seconds = Math.min(firstSeconds * 2 ** Math.min(this.#opened, 20), longestSeconds);
    this.#until = this.#clock().getTime() + Math.max(seconds, said) * 1000;
    this.#opened++;
    // one try decides when it is over
    this.#failures = failures - 1;
  }
}
