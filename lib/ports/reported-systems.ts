import type { ReportedSystem } from '../model/reported-system.ts';
import type { ControlHistory } from './qc-store.ts';

/** What was reported about test systems. */
export interface ReportedSystems {
  /** In the order of the argument; undefined for a system of which nothing was reported. One request for up to 100. */
  of(systems: readonly ControlHistory[]): Promise<readonly (ReportedSystem | undefined)[]>;
  /** Stores what was reported if the stored one has the version before it. Otherwise returns false. */
  put(system: ControlHistory, reported: ReportedSystem): Promise<boolean>;
}
