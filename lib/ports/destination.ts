import type { ReportVersion } from '../model/report.ts';

export interface Destination {
  /**
   * Hands over one whole report. Doing it twice has the effect of once.
   * @throws AdapterError transient, ambiguous or permanent
   */
  deliver(version: ReportVersion): Promise<void>;
}
