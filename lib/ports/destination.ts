import type { ReportVersion } from '../model/report.ts';

export interface Destination {
  /**
   * Sends one whole report version to the destination, or to the gateway that reaches it. Sending it twice
   * has the effect of once; a new `redelivery` id sends it once more.
   * @throws AdapterError transient, ambiguous or permanent
   */
  deliver(
    version: ReportVersion,
    options: { readonly redelivery: string | undefined },
  ): Promise<{ readonly state: 'delivered' | 'handed-over' }>;
}
