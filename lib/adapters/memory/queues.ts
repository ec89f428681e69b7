import type { Update } from '../../model/update.ts';
import type { InboundEntry, InboundQueue } from '../../ports/inbound-queue.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';

/** Entries in the order they were sent. */
export class MemoryInboundQueue implements InboundQueue {
  readonly entries: InboundEntry[] = [];

  async send(entry: InboundEntry): Promise<void> {
    this.entries.push(entry);
  }
}

export class MemoryUpdateQueue implements UpdateQueue {
  readonly updates: { readonly update: Update; readonly group: string }[] = [];

  async send(update: Update, group: string): Promise<void> {
    this.updates.push({ update, group });
  }
}
