import type { ChartChange } from '../model/chart-change.ts';
import type { ClaimedPatient } from '../model/claimed-patient.ts';
import type { HoldReason } from '../model/hold-reason.ts';
import type { Ledger } from '../model/message.ts';
import type { ControlsRequest, SeenControls, SeenSystem } from '../model/seen-controls.ts';
import type { UnmappedTerm } from '../model/unmapped-term.ts';

export interface RehearsalRequest {
  readonly messageId: string;
  /** Holds that would be lifted. */
  readonly release: readonly HoldReason[];
}

/** What would come of reading a message again. */
export type Rehearsed =
  | {
      readonly kind: 'planned';
      readonly ledger: Ledger;
      /** The sequence group in which the message would be read. */
      readonly group: string;
      /** Keys of all patients whose data are in the changes, or for whom something would be filed. */
      readonly patients: readonly string[];
      readonly changes: readonly ChartChange[];
      /** Of a message that is held for `patient-mismatch`: whom it names, and for whom its numbers are known. */
      readonly claims: readonly ClaimedPatient[];
    }
  /** The message cannot be read again, or its holds cannot be lifted. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Knows what messages mean, for callers that do not. It reads with the site of today, and writes nothing. Each call throws
 * an AdapterError if there is no answer, none in time, or one that is too long to be sent.
 */
export interface Interpreter {
  /** What reading a message again would change. */
  rehearse(request: RehearsalRequest): Promise<Rehearsed>;
  /** The keys of all patients whom a message names. Empty if it is not there, or cannot be read. */
  patientsIn(messageId: string): Promise<readonly string[]>;
  /** The codes and units that the maps of their sources do not have; at most `most` of each source are read. */
  unmapped(most: number): Promise<readonly UnmappedTerm[]>;
  /** The state of every test system of the site. */
  systems(): Promise<readonly SeenSystem[]>;
  /** The controls of a test system. Undefined if the site has none of this name. */
  controls(request: ControlsRequest): Promise<SeenControls | undefined>;
}
