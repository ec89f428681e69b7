import type { Page } from './page.ts';
import type { ConsoleSystem } from './system.ts';

/** A count reads at most so many; then there are more. */
export const MOST_COUNTED = 100;

/** A number of the navigation is read again when it is so old. */
const KEPT_MS = 20_000;

/** No page waits longer for them. A number that comes later is on the next page. */
const LONGEST_WAIT_MS = 300;

interface Known {
  readonly until: number;
  readonly count: number | undefined;
}

/**
 * The numbers beside the words of the navigation. Every page shows them, so everybody shares one reading of each. A number
 * that cannot be read is left out.
 */
export class MenuCounts {
  readonly #known = new Map<Page, Known>();
  readonly #reading = new Map<Page, Promise<void>>();
  readonly #system: ConsoleSystem;
  readonly #onFailure: (failure: unknown) => void;

  constructor(system: ConsoleSystem, onFailure: (failure: unknown) => void) {
    this.#system = system;
    this.#onFailure = onFailure;
  }

  /** The numbers that are known by now, by page. */
  async of(pages: readonly Page[]): Promise<ReadonlyMap<Page, number>> {
    await Promise.race([Promise.all(pages.map((page) => this.#read(page))), longestWait()]);
    return new Map(
      pages.flatMap((page) => {
        const count = this.#known.get(page)?.count;
        return count === undefined ? [] : [[page, count]];
      }),
    );
  }

  /** Reads all numbers again, because somebody has changed something. */
  forget(): void {
    for (const [page, { count }] of this.#known) this.#known.set(page, { count, until: 0 });
  }

  #read(page: Page): Promise<void> | undefined {
    const { count } = page;
    if (count === undefined || this.#now() < (this.#known.get(page)?.until ?? 0)) return undefined;
    const standing = this.#reading.get(page);
    if (standing !== undefined) return standing;
    const reading = count(this.#system)
      .catch((failure: unknown) => {
        this.#onFailure(failure);
        return undefined;
      })
      .then((number) => {
        this.#known.set(page, { count: number, until: this.#now() + KEPT_MS });
        this.#reading.delete(page);
      });
    this.#reading.set(page, reading);
    return reading;
  }

  #now(): number {
    return this.#system.clock().getTime();
  }
}

const longestWait = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, LONGEST_WAIT_MS).unref();
  });

/** `7`, or `99+` where the count ended. */
export const shortCount = (count: number): string =>
  count < MOST_COUNTED ? String(count) : `${MOST_COUNTED - 1}+`;
