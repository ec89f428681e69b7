import type { UnreadControl, UnreadControls } from '../../ports/unread-controls.ts';
import type { MemoryMessageStore } from './message-store.ts';

/** Marks of messages with controls, in memory. */
export class MemoryUnreadControls implements UnreadControls {
  readonly #messages: Pick<MemoryMessageStore, 'get'>;
  readonly #marks = new Map<string, Map<string, UnreadControl>>();

  constructor(messages: Pick<MemoryMessageStore, 'get'>) {
    this.#messages = messages;
  }

  async of(source: string): Promise<readonly UnreadControl[]> {
    return [...(this.#marks.get(source)?.values() ?? [])];
  }

  async mark(source: string, control: UnreadControl): Promise<void> {
    const marks = this.#marks.get(source) ?? new Map<string, UnreadControl>();
    if (!marks.has(control.messageId)) marks.set(control.messageId, control);
    this.#marks.set(source, marks);
  }

  async waiting(source: string, marks: readonly UnreadControl[]): Promise<readonly UnreadControl[]> {
    const found: UnreadControl[] = [];
    for (const mark of marks)
      if ((await this.#messages.get(mark.messageId))?.record.state === 'received') found.push(mark);
      else await this.unmark(source, mark.messageId);
    return found;
  }

  async standing(source: string): Promise<readonly UnreadControl[]> {
    const found: UnreadControl[] = [];
    for (const mark of await this.of(source))
      if ((await this.#messages.get(mark.messageId))?.record.state === 'received') found.push(mark);
    return found;
  }

  async unmark(source: string, messageId: string): Promise<void> {
    this.#marks.get(source)?.delete(messageId);
  }
}
