import type { ReportVersion } from '../model/report.ts';

export interface Destination {
  /**
   * What is known after `deliver`: the destination has the version, or the gateway was handed it and will report
   * the outcome.
   */
  readonly outcome: 'delivered' | 'handed-over';
  /**
   * Sends one whole report version to the destination, or to the gateway that reaches it. Sending it twice
   * has the effect of once; a new `redelivery` id sends it once more.
   * @throws AdapterError transient, ambiguous or permanent
   */
  deliver(version: ReportVersion, options: { readonly redelivery: string | undefined }): Promise<void>;
}
