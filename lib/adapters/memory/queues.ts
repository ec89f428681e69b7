import type { Update } from '../../model/update.ts';
import type { InboundEntry, InboundQueue } from '../../ports/inbound-queue.ts';
import type { UpdateQueue } from '../../ports/update-queue.ts';
import type { WorkEntry, WorkQueue } from '../../ports/work-queue.ts';

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

export class MemoryWorkQueue implements WorkQueue {
  readonly entries: WorkEntry[] = [];

  async send(entry: WorkEntry): Promise<void> {
    this.entries.push(entry);
  }
}
