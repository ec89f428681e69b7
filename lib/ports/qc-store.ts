import type { QcPoint } from '../model/qc-point.ts';

export interface QcStore {
  /** Writes points down, each once, however often it is asked to. */
  put(points: readonly QcPoint[]): Promise<void>;
}
