import { type ControlAction, controlActionSchema } from '../../model/control-action.ts';
import { expiresAfter, keptDays, type Retention } from '../../model/retention.ts';
import type { ControlActions, Turn } from '../../ports/control-actions.ts';
import type { ControlHistory } from '../../ports/qc-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { controlActionKey, turnKey } from './keys.ts';
import type { Table } from './table.ts';

const TURN_MS = 60_000;
const DAY_MS = 86_400_000;

/** Actions by test system, in order of time. */
export class DynamoControlActions implements ControlActions {
  readonly #table: Table;
  readonly #retention: Retention;

  constructor(options: Pick<DynamoStoreOptions, 'table' | 'retention'>) {
    this.#table = options.table;
    this.#retention = options.retention;
  }

  async put(system: ControlHistory, action: ControlAction): Promise<void> {
    const expiresAt = expiresAfter(action.recordedAt, keptDays.control(this.#retention));
    const item = { ...controlActionKey(system, action), ...action, expiresAt };
    await this.#table.putNew(item, 'ControlActionNotStored');
  }

  async takeTurn(system: ControlHistory, turn: Turn, at: Date): Promise<boolean> {
    const expiresAt = Math.ceil((at.getTime() + DAY_MS) / 1000);
    const item = { ...turnKey(system, turn), takenAt: at.getTime(), expiresAt };
    const where = 'attribute_not_exists(pk) OR takenAt <= :given';
    return this.#table.putIf(
      item,
      { where, values: { ':given': at.getTime() - TURN_MS } },
      'ControlTurnNotTaken',
    );
  }

  async since(system: ControlHistory, since: Date): Promise<readonly ControlAction[]> {
    const items = this.#table.query(
      {
        where: 'pk = :pk AND sk >= :since',
        values: { ':pk': controlActionKey(system).pk, ':since': since.toISOString() },
        isConsistent: true,
      },
      'ControlActionsNotRead',
    );
    return Array.fromAsync(items, (item) => controlActionSchema.parse(item));
  }
}
