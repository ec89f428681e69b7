import type { Awaited, WaitEntry, WaitingMessage, WaitStore } from '../../ports/wait-store.ts';

/** Waiting messages in memory. */
export class MemoryWaitStore implements WaitStore {
  readonly #waiting = new Map<string, Map<string, WaitEntry>>();
  #stored = 0;

  async put(message: WaitingMessage, awaited: readonly Awaited[]): Promise<void> {
    for (const one of awaited) {
      const waiting = this.#waiting.get(nameOf(one)) ?? new Map<string, WaitEntry>();
      const entry = `${message.messageId}#${++this.#stored}`;
      waiting.set(entry, { ...message, entry });
      this.#waiting.set(nameOf(one), waiting);
    }
  }

  async waitingFor(awaited: Awaited): Promise<readonly WaitEntry[]> {
    return [...(this.#waiting.get(nameOf(awaited))?.values() ?? [])];
  }

  async remove(awaited: Awaited, entries: readonly WaitEntry[]): Promise<void> {
    for (const { entry } of entries) this.#waiting.get(nameOf(awaited))?.delete(entry);
  }
}

const nameOf = ({ kind, key }: Awaited): string => `${kind} ${key}`;
