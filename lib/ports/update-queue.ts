import type { ReportVersion } from '../model/report.ts';
import type { Update } from '../model/update.ts';

/** An update before it is known whether its content is short enough for the queue. */
export type QueuedUpdate = Omit<Update, 'content' | 'claim'> & { readonly content: ReportVersion };

export interface UpdateQueue {
  /** Queues one report version for one destination. `group` keeps the updates of one patient in sequence. */
  send(update: QueuedUpdate, group: string): Promise<void>;
}
