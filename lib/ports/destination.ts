import type { ReportVersion } from '../model/report.ts';

export interface Destination {
  /**
   * Hands over one whole report version, to the destination or to the gateway that reaches it. Doing it twice
   * has the effect of once; a `redelivery` is a wish of its own.
   * @throws AdapterError transient, ambiguous or permanent
   */
  deliver(
    version: ReportVersion,
    options: { readonly redelivery: string | undefined },
  ): Promise<{ readonly state: 'delivered' | 'handed-over' }>;
}
