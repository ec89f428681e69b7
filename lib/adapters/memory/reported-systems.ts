import type { ReportedSystem } from '../../model/reported-system.ts';
import type { ControlHistory } from '../../ports/qc-store.ts';
import type { ReportedSystems } from '../../ports/reported-systems.ts';

/** In memory. */
export class MemoryReportedSystems implements ReportedSystems {
  readonly #reported = new Map<string, ReportedSystem>();

  async of(systems: readonly ControlHistory[]): Promise<readonly (ReportedSystem | undefined)[]> {
    return systems.map((system) => this.#reported.get(keyOf(system)));
  }

  async put(system: ControlHistory, reported: ReportedSystem): Promise<boolean> {
    const before = this.#reported.get(keyOf(system))?.version ?? 0;
    if (reported.version !== before + 1) return false;
    this.#reported.set(keyOf(system), reported);
    return true;
  }
}

const keyOf = ({ source, processingId, analyzer, analyte }: ControlHistory): string =>
  JSON.stringify([source, processingId, analyzer, analyte]);
