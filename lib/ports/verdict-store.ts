import type { SystemState, VerdictVersion } from '../model/verdict.ts';
import type { ControlHistory } from './qc-store.ts';

/** The verdicts on controls and the states of test systems. */
export interface VerdictStore {
  /**
   * The stored states of test systems, in the order of the argument; undefined for a system without one. One request for up
   * to 100.
   */
  states(systems: readonly ControlHistory[]): Promise<readonly (SystemState | undefined)[]>;
  /** Every version of the verdicts on events that began then or later, in the order of events and versions. */
  versionsSince(system: ControlHistory, since: Date): Promise<readonly VerdictVersion[]>;
  /** Stores a version. Returns false if the event has this version already, which then stays. */
  append(system: ControlHistory, version: VerdictVersion): Promise<boolean>;
  /** Stores a state if the stored one has the version before it. Otherwise returns false. */
  putState(system: ControlHistory, state: SystemState): Promise<boolean>;
}
