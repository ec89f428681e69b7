import type { ControlAction } from '../../model/control-action.ts';
import type { ControlActions } from '../../ports/control-actions.ts';
import type { ControlHistory } from '../../ports/qc-store.ts';

/** Actions in memory. */
export class MemoryControlActions implements ControlActions {
  readonly #actions = new Map<string, ControlAction[]>();

  async put(system: ControlHistory, action: ControlAction): Promise<void> {
    const all = this.#actions.get(nameOf(system)) ?? [];
    if (!all.some(({ id }) => id === action.id)) this.#actions.set(nameOf(system), [...all, action]);
  }

  async since(system: ControlHistory, since: Date): Promise<readonly ControlAction[]> {
    return (this.#actions.get(nameOf(system)) ?? [])
      .filter(({ at }) => Date.parse(at) >= since.getTime())
      .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  }
}

const nameOf = ({ source, processingId, analyzer, analyte }: ControlHistory): string =>
  JSON.stringify([source, processingId, analyzer, analyte]);
