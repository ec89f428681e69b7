import type { PassedThrough } from '../model/pass-through.ts';
import type { ReportVersion } from '../model/report.ts';
import type { QueuedUpdate } from './update-queue.ts';

/** An update without the report version in it. */
export type UpdateHead = Omit<QueuedUpdate, 'content'>;

export interface Destination {
  /**
   * What is known after `deliver`: the destination has the version, or the gateway was handed it and will report
   * the outcome.
   */
  readonly outcome: 'delivered' | 'handed-over';
  /**
   * Sends one whole report version to the destination, or to the gateway that reaches it. Sending it twice
   * has the effect of once; a new `redelivery` id sends it once more. `passed`: what the original messages add, for a
   * destination that wants it.
   * @throws AdapterError transient, ambiguous or permanent
   */
  deliver(version: ReportVersion, update: UpdateHead, passed?: PassedThrough | undefined): Promise<void>;
}
