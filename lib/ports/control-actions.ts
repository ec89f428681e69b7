import type { ControlAction } from '../model/control-action.ts';
import type { ControlHistory } from './qc-store.ts';

/** What a person acts on. */
export interface Turn {
  /** The test system, one of its results, or a rejected event of it. */
  readonly of: string;
  /** The newest action on it that the person saw; empty if there was none. */
  readonly after: string;
}

/** What people did about test systems: corrective actions, stops and starts, exclusions of control results. */
export interface ControlActions {
  /** Stores an action. Storing it again has no effect. */
  put(system: ControlHistory, action: ControlAction): Promise<void>;
  /**
   * Takes the turn to act on what was seen: of several people who act on the same, one gets true. A turn that nobody used is given
   * again after a minute.
   */
  takeTurn(system: ControlHistory, turn: Turn, at: Date): Promise<boolean>;
  /** The actions of that time and later, in order of time: one query. */
  since(system: ControlHistory, since: Date): Promise<readonly ControlAction[]>;
}
