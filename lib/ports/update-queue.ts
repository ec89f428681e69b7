import type { Update } from '../model/update.ts';

export interface UpdateQueue {
  /** Queues one report version for one destination. `group` keeps the updates of one patient in sequence. */
  send(update: Update, group: string): Promise<void>;
}
