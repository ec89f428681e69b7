import type { QcPoint } from '../model/qc-point.ts';

/** The control results of one analyte on one analyzer, as a source names them. */
export interface ControlHistory {
  readonly source: string;
  /** MSH-11: P, T or D. */
  readonly processingId: string;
  readonly analyzer: string;
  readonly analyte: string;
}

export interface QcPeriod {
  readonly since: Date;
  readonly until: Date;
  /** The most points to read, the newest ones. */
  readonly most: number;
}

export interface QcStore {
  /** Stores points. Storing a point again has no effect. */
  put(points: readonly QcPoint[]): Promise<void>;
  /** The points that were measured in the period, the newest first. Points without a time are in no period. */
  read(history: ControlHistory, period: QcPeriod): Promise<readonly QcPoint[]>;
}
