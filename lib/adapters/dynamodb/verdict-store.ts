import { expiresAfter, keptDays, type Retention } from '../../model/retention.ts';
import {
  type SystemState,
  systemStateSchema,
  type VerdictVersion,
  verdictVersionSchema,
} from '../../model/verdict.ts';
import type { ControlHistory } from '../../ports/qc-store.ts';
import type { VerdictStore } from '../../ports/verdict-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { systemStateKey, verdictKey, verdictPartition } from './keys.ts';
import type { Table } from './table.ts';

/** Verdicts by test system, in the order of their events; and one item for the state of a test system. */
export class DynamoVerdictStore implements VerdictStore {
  readonly #table: Table;
  readonly #retention: Retention;

  constructor(options: Pick<DynamoStoreOptions, 'table' | 'retention'>) {
    this.#table = options.table;
    this.#retention = options.retention;
  }

  get #expiry(): { readonly expiresAt: number } {
    return { expiresAt: expiresAfter(this.#table.clock().toISOString(), keptDays.control(this.#retention)) };
  }

  async states(systems: readonly ControlHistory[]): Promise<readonly (SystemState | undefined)[]> {
    const items = await this.#table.getAll(systems.map(systemStateKey), 'SystemStateNotRead');
    return systems.map((system) => {
      const item = items(systemStateKey(system));
      return item === undefined ? undefined : systemStateSchema.parse(item);
    });
  }

  async versionsSince(system: ControlHistory, since: Date): Promise<readonly VerdictVersion[]> {
    const items = this.#table.query(
      {
        where: 'pk = :pk AND sk >= :since',
        values: { ':pk': verdictPartition(system), ':since': since.toISOString() },
        isConsistent: true,
      },
      'VerdictsNotRead',
    );
    return Array.fromAsync(items, (item) => verdictVersionSchema.parse(item));
  }

  append(system: ControlHistory, version: VerdictVersion): Promise<boolean> {
    const item = { ...verdictKey(system, version), ...version, ...this.#expiry };
    return this.#table.putNew(item, 'VerdictNotStored');
  }

  putState(system: ControlHistory, state: SystemState): Promise<boolean> {
    const item = { ...systemStateKey(system), ...state, ...this.#expiry };
    if (state.version === 1) return this.#table.putNew(item, 'SystemStateNotStored');
    const condition = {
      where: '#version = :before',
      names: { '#version': 'version' },
      values: { ':before': state.version - 1 },
    };
    return this.#table.putIf(item, condition, 'SystemStateNotStored');
  }
}
