import type { QcPoint } from '../../model/qc-point.ts';
import type { QcStore } from '../../ports/qc-store.ts';

/** Control results in memory. */
export class MemoryQcStore implements QcStore {
  readonly #points = new Map<string, QcPoint>();

  async put(points: readonly QcPoint[]): Promise<void> {
    for (const point of points) this.#points.set(point.id, point);
  }

  all(): readonly QcPoint[] {
    return [...this.#points.values()];
  }
}
