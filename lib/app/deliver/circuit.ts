import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';

export interface CircuitOptions {
  /** Failures of so many groups in a row say that nobody can be served. */
  readonly groups: number;
  /** How long it stays open the first time; twice as long each time the try that follows fails. */
  readonly firstSeconds: number;
  readonly longestSeconds: number;
}

const usual: CircuitOptions = { groups: 5, firstSeconds: 30, longestSeconds: 600 };

/**
 * Spares a destination that serves nobody: after failures of some patients in a row nothing is sent for a while,
 * then one update tries, and closes it, or opens it for longer. It knows of failures that can pass; a refusal
 * is an answer. Of one process: a destination has few of those.
 */
export class Circuit {
  readonly #clock: Clock;
  readonly #options: CircuitOptions;
  /** Groups whose updates failed since the last success. */
  readonly #failing = new Set<string>();
  #opened = 0;
  /** Milliseconds since 1970; nothing is sent before. */
  #until = 0;

  constructor(clock: Clock, options: CircuitOptions = usual) {
    this.#clock = clock;
    this.#options = options;
  }

  /**
   * Does it for a group, unless the circuit is open.
   * @throws AdapterError what it throws; `CircuitOpen`, transient, without having tried
   */
  async run<T>(group: string, work: () => Promise<T>): Promise<T> {
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
      else this.#fail(group, cause);
      throw cause;
    }
  }

  #close(): void {
    this.#failing.clear();
    this.#opened = 0;
    this.#until = 0;
  }

  #fail(group: string, cause: unknown): void {
    const { groups, firstSeconds, longestSeconds } = this.#options;
    const isTold = cause instanceof AdapterError && tellsOfItself.has(cause.code);
    const said = isTold ? (cause.retryAfterSeconds ?? 0) : 0;
    this.#failing.add(group);
    // one patient's trouble is no outage; what the destination says of itself counts at once
    if (this.#failing.size < groups && this.#opened === 0 && said === 0) return;
    const seconds = Math.min(firstSeconds * 2 ** Math.min(this.#opened, 20), longestSeconds);
    this.#until = this.#clock().getTime() + Math.min(Math.max(seconds, said), LONGEST_SAID_SECONDS) * 1000;
    this.#opened++;
  }
}

/** Answers by which a server speaks of itself and not of one request. */
const tellsOfItself: ReadonlySet<string> = new Set(['HTTP429', 'HTTP503']);

/** However long a destination asks to be left alone: one that means days is asked again each hour. */
const LONGEST_SAID_SECONDS = 3600;
