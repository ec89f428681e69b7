import type { Awaited, WaitingMessage, WaitStore } from '../../ports/wait-store.ts';

/** Waiting messages in memory. */
export class MemoryWaitStore implements WaitStore {
  readonly #waiting = new Map<string, Map<string, WaitingMessage>>();

  async put(message: WaitingMessage, awaited: readonly Awaited[]): Promise<void> {
    for (const one of awaited) {
      const waiting = this.#waiting.get(nameOf(one)) ?? new Map<string, WaitingMessage>();
      waiting.set(message.messageId, message);
      this.#waiting.set(nameOf(one), waiting);
    }
  }

  async waitingFor(awaited: Awaited): Promise<readonly WaitingMessage[]> {
    return [...(this.#waiting.get(nameOf(awaited))?.values() ?? [])];
  }

  async remove(awaited: Awaited, messages: readonly WaitingMessage[]): Promise<void> {
    for (const { messageId } of messages) this.#waiting.get(nameOf(awaited))?.delete(messageId);
  }
}

const nameOf = ({ kind, key }: Awaited): string => `${kind} ${key}`;
