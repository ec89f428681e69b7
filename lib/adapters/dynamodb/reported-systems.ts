import { type ReportedSystem, reportedSystemSchema } from '../../model/reported-system.ts';
import { expiresAfter, keptDays, type Retention } from '../../model/retention.ts';
import type { ControlHistory } from '../../ports/qc-store.ts';
import type { ReportedSystems } from '../../ports/reported-systems.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { reportedSystemKey } from './keys.ts';
import type { Table } from './table.ts';

/** One item for each test system. */
export class DynamoReportedSystems implements ReportedSystems {
  readonly #table: Table;
  readonly #retention: Retention;

  constructor(options: Pick<DynamoStoreOptions, 'table' | 'retention'>) {
    this.#table = options.table;
    this.#retention = options.retention;
  }

  async of(systems: readonly ControlHistory[]): Promise<readonly (ReportedSystem | undefined)[]> {
    const items = await this.#table.getAll(systems.map(reportedSystemKey), 'ReportedSystemNotRead');
    return systems.map((system) => {
      const item = items(reportedSystemKey(system));
      return item === undefined ? undefined : reportedSystemSchema.parse(item);
    });
  }

  put(system: ControlHistory, reported: ReportedSystem): Promise<boolean> {
    const now = this.#table.clock().toISOString();
    const expiresAt = expiresAfter(now, keptDays.control(this.#retention));
    const item = { ...reportedSystemKey(system), ...reported, expiresAt };
    if (reported.version === 1) return this.#table.putNew(item, 'ReportedSystemNotStored');
    const condition = {
      where: '#version = :before',
      names: { '#version': 'version' },
      values: { ':before': reported.version - 1 },
    };
    return this.#table.putIf(item, condition, 'ReportedSystemNotStored');
  }
}
