import type { Report } from '../model/report.ts';

export interface Destination {
  /**
   * Hands over one whole report. Doing it twice has the effect of once.
   * @throws AdapterError transient, ambiguous or permanent
   */
  deliver(reportVersion: { readonly report: Report; readonly version: number }): Promise<void>;
}
