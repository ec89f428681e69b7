import type { ControlAction } from '../../model/control-action.ts';
import type { ControlActions, Turn } from '../../ports/control-actions.ts';
import type { ControlHistory } from '../../ports/qc-store.ts';

const TURN_MS = 60_000;

/** Actions in memory. */
export class MemoryControlActions implements ControlActions {
  readonly #actions = new Map<string, ControlAction[]>();
  readonly #turns = new Map<string, number>();

  async put(system: ControlHistory, action: ControlAction): Promise<void> {
    const all = this.#actions.get(nameOf(system)) ?? [];
    if (!all.some(({ id }) => id === action.id)) this.#actions.set(nameOf(system), [...all, action]);
  }

  async takeTurn(system: ControlHistory, { of, after }: Turn, at: Date): Promise<boolean> {
    const name = JSON.stringify([nameOf(system), of, after]);
    if (at.getTime() < (this.#turns.get(name) ?? 0) + TURN_MS) return false;
    this.#turns.set(name, at.getTime());
    return true;
  }

  async since(system: ControlHistory, since: Date): Promise<readonly ControlAction[]> {
    return (this.#actions.get(nameOf(system)) ?? [])
      .filter(({ at }) => Date.parse(at) >= since.getTime())
      .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  }
}

const nameOf = ({ source, processingId, analyzer, analyte }: ControlHistory): string =>
  JSON.stringify([source, processingId, analyzer, analyte]);
