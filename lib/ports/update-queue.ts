import type { ReportVersion } from '../model/report.ts';
import type { Update } from '../model/update.ts';

/** An update before its length decides between the queue and S3. */
export type QueuedUpdate = Omit<Update, 'content' | 'claim'> & { readonly content: ReportVersion };

export interface UpdateQueue {
  /** Queues one report version for one destination. `group` keeps the updates of one patient in order. */
  send(update: QueuedUpdate, group: string): Promise<void>;
}
