import type { QcPoint } from '../model/qc-point.ts';

/** The control results of one analyte on one analyzer, as a source names them. */
export interface ControlHistory {
  readonly source: string;
  /** MSH-11: P, T or D. */
  readonly processingId: string;
  readonly analyzer: string;
  readonly analyte: string;
}

/** How controls are named that no test system of the site has, with the newest message that was read. */
export interface UnmatchedControl extends ControlHistory {
  readonly messageId: string;
  readonly receivedAt?: string | undefined;
}

export interface QcPeriod {
  readonly since: Date;
  readonly until: Date;
  /** The most points to read, the newest ones. */
  readonly most: number;
}

export interface QcStore {
  /** Stores points, and lists the names of those that are of no test system. Storing a point again has no effect. */
  put(points: readonly QcPoint[], ofNoSystem?: readonly QcPoint[]): Promise<void>;
  /** The listed names of a source, at most so many. One query. */
  ofNoSystem(source: string, most: number): Promise<readonly UnmatchedControl[]>;
  /** The points that were measured in the period, the newest first. Points without a time are in no period. */
  read(history: ControlHistory, period: QcPeriod): Promise<readonly QcPoint[]>;
}
