import type { JudgedPoint } from './judge-point.ts';
import { LONGEST_WINDOW, type Windows } from './rules.ts';

/**
 * Keeps the results that rules look back at. A window holds results of one level, lot and target, and continues where a lot
 * returns. The window over all levels starts anew in the event in which a level's lot or target changes. No window
 * reaches across a resetting action.
 */
export class WindowKeeper {
  readonly #order: ReadonlyMap<string, number>;
  readonly #levels = new Map<string, JudgedPoint[]>();
  /** The lot and target of each level's last result. */
  readonly #current = new Map<string, string>();
  #across: readonly JudgedPoint[] = [];
  #resets = 0;

  constructor(levels: readonly string[]) {
    this.#order = new Map(levels.map((level, index) => [level, index]));
  }

  /** Takes the judged results of the next event, in order of time, and returns what its rules may look at. */
  take(judged: readonly JudgedPoint[], resets: number): Windows {
    if (resets !== this.#resets) this.#startAnew(resets);
    if (judged.some((point) => this.#isChanged(point))) this.#across = [];
    for (const point of judged) this.#current.set(point.level, lotAndTarget(point));
    const event = judged.toSorted((one, other) => this.#compare(one.level, other.level));
    this.#across = [...this.#across.slice(-LONGEST_WINDOW), ...event];
    const levels = [...Map.groupBy(judged, keyOf)].map(([key, points]) => {
      const window = [...(this.#levels.get(key) ?? []), ...points];
      this.#levels.set(key, window.slice(-LONGEST_WINDOW));
      return window;
    });
    return { event, levels, across: this.#across };
  }

  #startAnew(resets: number): void {
    this.#resets = resets;
    this.#levels.clear();
    this.#across = [];
  }

  #isChanged(point: JudgedPoint): boolean {
    const known = this.#current.get(point.level);
    return known !== undefined && known !== lotAndTarget(point);
  }

  /** In the order of the settings; levels that these do not name come last. */
  #compare(one: string, other: string): number {
    const last = this.#order.size;
    const [left, right] = [this.#order.get(one) ?? last, this.#order.get(other) ?? last];
    return left - right || (one < other ? -1 : one > other ? 1 : 0);
  }
}

const lotAndTarget = ({ lot, target }: JudgedPoint): string => JSON.stringify([lot, target]);
const keyOf = ({ level, lot, target }: JudgedPoint): string => JSON.stringify([level, lot, target]);
