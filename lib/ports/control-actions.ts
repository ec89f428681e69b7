import type { ControlAction } from '../model/control-action.ts';
import type { ControlHistory } from './qc-store.ts';

/** What people did about test systems: corrective actions, stops and starts, exclusions of control results. */
export interface ControlActions {
  /** Stores an action. Storing it again has no effect. */
  put(system: ControlHistory, action: ControlAction): Promise<void>;
  /** The actions of that time and later, in order of time: one query. */
  since(system: ControlHistory, since: Date): Promise<readonly ControlAction[]>;
}
