import type { WaitingEntry } from './entries.ts';

const CONTROL = 'control:';
const BEHIND = 'behind:';

/** The key of a message with controls of a source. Those of one source go one after the other. */
export const controlTurn = (source: string): string => `${CONTROL}${source}`;

/** The key of a message that may not pass the controls before it. Messages with this key do not wait for each other. */
export const behindControls = (source: string): string => `${BEHIND}${source}`;

/** Messages in order, by what they wait for: the earlier ones of each of their keys, and the controls before them. */
export class Turns {
  /** For each key, its messages in order. */
  readonly #queues = new Map<string, WaitingEntry[]>();
  /** For the key of a control, the messages that a control held back when they came. */
  readonly #behind = new Map<string, Set<WaitingEntry>>();

  /** Takes the next message. Returns whether it waits for none. */
  add(entry: WaitingEntry): boolean {
    for (const key of entry.keys)
      if (key.startsWith(BEHIND)) {
        if (this.#isBehind(entry, key)) this.#setOf(controlOf(key)).add(entry);
      } else {
        const queue = this.#queues.get(key);
        if (queue === undefined) this.#queues.set(key, [entry]);
        else queue.push(entry);
      }
    return this.#isFirst(entry);
  }

  /** Takes a message out that waits for none. Returns those whose turn it is now. */
  remove(entry: WaitingEntry): readonly WaitingEntry[] {
    const next = new Set<WaitingEntry>();
    for (const key of entry.keys.filter((one) => !one.startsWith(BEHIND))) {
      const queue = this.#queues.get(key);
      queue?.shift();
      if (queue === undefined || queue.length === 0) this.#queues.delete(key);
      else if (queue[0] !== undefined) next.add(queue[0]);
      for (const one of this.#passedBy(key)) next.add(one);
    }
    return [...next].filter((one) => this.#isFirst(one));
  }

  /** The messages that no control of this key holds back any more. */
  #passedBy(key: string): readonly WaitingEntry[] {
    const waiting = this.#behind.get(key);
    if (waiting === undefined) return [];
    const behind = `${BEHIND}${key.slice(CONTROL.length)}`;
    const passed = [...waiting].filter((one) => !this.#isBehind(one, behind));
    for (const one of passed) waiting.delete(one);
    if (waiting.size === 0) this.#behind.delete(key);
    return passed;
  }

  #isFirst(entry: WaitingEntry): boolean {
    return entry.keys.every((key) =>
      key.startsWith(BEHIND) ? !this.#isBehind(entry, key) : this.#queues.get(key)?.[0] === entry,
    );
  }

  #isBehind({ seq }: WaitingEntry, key: string): boolean {
    const control = this.#queues.get(controlOf(key))?.[0];
    return control !== undefined && control.seq < seq;
  }

  #setOf(key: string): Set<WaitingEntry> {
    const known = this.#behind.get(key) ?? new Set();
    this.#behind.set(key, known);
    return known;
  }
}

const controlOf = (key: string): string => `${CONTROL}${key.slice(BEHIND.length)}`;
