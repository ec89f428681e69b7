import type { ExportStep } from '../model/export-job.ts';

/** Steps of exports, in the order of each export. */
export interface ExportQueue {
  send(step: ExportStep): Promise<void>;
}
