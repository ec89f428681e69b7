import type { QcPoint } from '../../model/qc-point.ts';
import type { ControlHistory, QcPeriod, QcStore } from '../../ports/qc-store.ts';

/** Control results in memory. */
export class MemoryQcStore implements QcStore {
  readonly #points = new Map<string, QcPoint>();

  async put(points: readonly QcPoint[]): Promise<void> {
    for (const point of points) this.#points.set(point.id, point);
  }

  async read(history: ControlHistory, { since, until, most }: QcPeriod): Promise<readonly QcPoint[]> {
    return [...this.#points.values()]
      .flatMap((point) => {
        const { analyzed, observed, code } = point.observation;
        const measured = analyzed ?? observed;
        const analyte = code.codings[0]?.code ?? code.text ?? '';
        const isOfHistory =
          point.source === history.source &&
          point.processingId === history.processingId &&
          point.analyzer === history.analyzer &&
          analyte === history.analyte;
        return isOfHistory && measured !== undefined ? [{ point, at: new Date(measured.iso) }] : [];
      })
      .filter(({ at }) => at >= since && at <= until)
      .toSorted((one, other) => other.at.getTime() - one.at.getTime())
      .slice(0, most)
      .map(({ point }) => point);
  }

  all(): readonly QcPoint[] {
    return [...this.#points.values()];
  }
}
