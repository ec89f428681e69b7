import { AdapterError } from '../../shared/adapter-error.ts';

export interface CircuitOptions {
  /** The circuit opens after failures of this many groups in a row. */
  readonly groups: number;
  /** How long the circuit stays open the first time. The time doubles after each failed try. */
  readonly firstSeconds: number;
  readonly longestSeconds: number;
}

const usual: CircuitOptions = { groups: 5, firstSeconds: 30, longestSeconds: 600 };

/**
 * Pauses sends to a destination that fails for everybody. After failures of several groups in a row, nothing
 * is sent for a while. Then one update tries: success closes the circuit, failure opens it for longer. Only
 * temporary failures count: a refusal shows that the destination answers. Each process has its own circuit.
 */
export class Circuit {
  readonly #now: () => number;
  readonly #options: CircuitOptions;
  /** Groups whose updates failed since the last success. */
  readonly #failing = new Set<string>();
  #opened = 0;
  /** Nothing is sent before this time of `now`. */
  #until = Number.NEGATIVE_INFINITY;

  /** `now`: milliseconds of a clock that nobody sets, so that no jump of the time makes a pause longer. */
  constructor(now: () => number = () => performance.now(), options: CircuitOptions = usual) {
    this.#now = now;
    this.#options = options;
  }

  /**
   * Runs the work for a group, unless the circuit is open.
   * @throws AdapterError the error of the work; or `CircuitOpen`, transient, without a try
   */
  async run<T>(group: string, work: () => Promise<T>): Promise<T> {
    const waitMs = this.#until - this.#now();
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
    this.#until = Number.NEGATIVE_INFINITY;
  }

  #fail(group: string, cause: unknown): void {
    const { groups, firstSeconds, longestSeconds } = this.#options;
    const isTold = cause instanceof AdapterError && tellsOfItself.has(cause.code);
    const said = isTold ? (cause.retryAfterSeconds ?? 0) : 0;
    this.#failing.add(group);
    // a failure of one group is not an outage; a pause that the destination asks for counts at once
    if (this.#failing.size < groups && this.#opened === 0 && said === 0) return;
    const seconds = Math.min(firstSeconds * 2 ** Math.min(this.#opened, 20), longestSeconds);
    this.#until = this.#now() + Math.max(seconds, said) * 1000;
    this.#opened++;
  }
}

/** Answers that concern the whole server and not one request. */
const tellsOfItself: ReadonlySet<string> = new Set(['HTTP429', 'HTTP503']);
