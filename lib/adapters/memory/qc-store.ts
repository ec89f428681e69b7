import { measuredAt, type QcPoint } from '../../model/qc-point.ts';
import { sentCodeOf } from '../../model/test-system.ts';
import type { ControlHistory, QcPeriod, QcStore, UnmatchedControl } from '../../ports/qc-store.ts';

/** Control results in memory. */
export class MemoryQcStore implements QcStore {
  readonly #points = new Map<string, QcPoint>();
  readonly #histories = new Map<string, Map<string, QcPoint>>();

  readonly #ofNoSystem = new Map<string, UnmatchedControl>();

  async put(points: readonly QcPoint[], ofNoSystem: readonly QcPoint[] = []): Promise<void> {
    for (const point of points) {
      this.#points.set(point.id, point);
      const name = nameOf({ ...point, analyte: sentCodeOf(point.observation) });
      const history = this.#histories.get(name) ?? new Map<string, QcPoint>();
      this.#histories.set(name, history.set(point.id, point));
    }
    for (const { source, processingId, analyzer, messageId, receivedAt, observation } of ofNoSystem) {
      const name = { source, processingId, analyzer, analyte: sentCodeOf(observation) };
      this.#ofNoSystem.set(JSON.stringify(name), { ...name, messageId, receivedAt });
    }
  }

  async ofNoSystem(source: string, most: number): Promise<readonly UnmatchedControl[]> {
    return [...this.#ofNoSystem.values()].filter((one) => one.source === source).slice(0, most);
  }

  async read(history: ControlHistory, { since, until, most }: QcPeriod): Promise<readonly QcPoint[]> {
    return [...(this.#histories.get(nameOf(history))?.values() ?? [])]
      .flatMap((point) => {
        const at = measuredAt(point);
        return at !== undefined ? [{ point, at }] : [];
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

const nameOf = ({ source, processingId, analyzer, analyte }: ControlHistory): string =>
  JSON.stringify([source, processingId, analyzer, analyte]);
