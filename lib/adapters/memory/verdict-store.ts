import type { SystemState, VerdictVersion } from '../../model/verdict.ts';
import type { ControlHistory } from '../../ports/qc-store.ts';
import type { VerdictStore } from '../../ports/verdict-store.ts';

/** Verdicts and states of test systems in memory. */
export class MemoryVerdictStore implements VerdictStore {
  readonly #states = new Map<string, SystemState>();
  readonly #versions = new Map<string, VerdictVersion[]>();

  async states(systems: readonly ControlHistory[]): Promise<readonly (SystemState | undefined)[]> {
    return systems.map((system) => this.#states.get(nameOf(system)));
  }

  async versionsSince(system: ControlHistory, since: Date): Promise<readonly VerdictVersion[]> {
    const all = this.#versions.get(nameOf(system)) ?? [];
    return all
      .filter(({ start }) => start >= since.getTime())
      .toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  }

  async append(system: ControlHistory, version: VerdictVersion): Promise<boolean> {
    const all = this.#versions.get(nameOf(system)) ?? [];
    if (all.some((one) => keyOf(one) === keyOf(version))) return false;
    this.#versions.set(nameOf(system), [...all, version]);
    return true;
  }

  async putState(system: ControlHistory, state: SystemState): Promise<boolean> {
    const name = nameOf(system);
    if ((this.#states.get(name)?.version ?? 0) !== state.version - 1) return false;
    this.#states.set(name, state);
    return true;
  }
}

const nameOf = ({ source, processingId, analyzer, analyte }: ControlHistory): string =>
  JSON.stringify([source, processingId, analyzer, analyte]);

const keyOf = ({ start, event, version }: VerdictVersion): string =>
  `${new Date(start).toISOString()}#${event}#${String(version).padStart(4, '0')}`;
