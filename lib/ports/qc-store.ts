import type { QcPoint } from '../model/qc-point.ts';

export interface QcStore {
  /** Stores points. Storing a point again has no effect. */
  put(points: readonly QcPoint[]): Promise<void>;
}
