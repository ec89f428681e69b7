import type { InboundEntry, InboundQueue } from '../../ports/inbound-queue.ts';
import type { QueuedUpdate, UpdateQueue } from '../../ports/update-queue.ts';
import type { WorkEntry, WorkQueue } from '../../ports/work-queue.ts';

/** Queue entries in memory, in the order in which they were sent. */
export class MemoryInboundQueue implements InboundQueue {
  readonly entries: InboundEntry[] = [];

  async send(entry: InboundEntry): Promise<void> {
    this.entries.push(entry);
  }
}

export class MemoryUpdateQueue implements UpdateQueue {
  readonly updates: { readonly update: QueuedUpdate; readonly group: string }[] = [];

  async send(update: QueuedUpdate, group: string): Promise<void> {
    this.updates.push({ update, group });
  }
}

export class MemoryWorkQueue implements WorkQueue {
  readonly entries: WorkEntry[] = [];

  async send(entry: WorkEntry): Promise<void> {
    this.entries.push(entry);
  }
}
