import { Session } from 'node:inspector/promises';

/** Files whose steps are counted. */
const ours = /\/(?:lib|packages\/hl7\/src)\//;

/**
 * Counts how often each block of our own code runs. The count is the same on every machine, however busy it is, so the
 * growth of the work can be tested without a clock. Only modules that are loaded after `start` are counted exactly, and
 * only in a thread that never ran them before.
 */
export class StepCounter {
  readonly #session = new Session();

  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** The steps of each of these, one after the other. */
  async countsOf(works: readonly (() => Promise<unknown>)[]): Promise<readonly number[]> {
    await this.#take();
    const counts: number[] = [];
    for (const work of works) {
      await work();
      counts.push(await this.#take());
    }
    return counts;
  }

  stop(): void {
    this.#session.disconnect();
  }

  /** The steps since this was last called. */
  async #take(): Promise<number> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    let steps = 0;
    for (const { url, functions } of result)
      if (ours.test(url)) for (const { ranges } of functions) for (const { count } of ranges) steps += count;
    return steps;
  }
}
