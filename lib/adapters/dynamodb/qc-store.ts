import type { Observation } from '../../model/observation.ts';
import { type QcPoint, qcPointSchema } from '../../model/qc-point.ts';
import { expiresAfter, keptDays, type Retention } from '../../model/retention.ts';
import type { ControlHistory, QcPeriod, QcStore } from '../../ports/qc-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { qcPartition, qcPointKey } from './keys.ts';
import { shortened } from './shortened.ts';
import type { Table } from './table.ts';

/** Control results by analyzer and analyte, in the order of measurement: a chart is one query. */
export class DynamoQcStore implements QcStore {
  readonly #table: Table;
  readonly #retention: Retention;

  constructor(options: Pick<DynamoStoreOptions, 'table' | 'retention'>) {
    this.#table = options.table;
    this.#retention = options.retention;
  }

  put(points: readonly QcPoint[]): Promise<void> {
    const expiresAt = expiresAfter(this.#table.clock().toISOString(), keptDays.control(this.#retention));
    const items = points.map((point) => ({ ...qcPointKey(point), ...toItem(point), expiresAt }));
    return this.#table.putAll(items, 'QcPointsNotStored');
  }

  async read(history: ControlHistory, { since, until, most }: QcPeriod): Promise<readonly QcPoint[]> {
    const items = this.#table.query(
      {
        where: 'pk = :pk AND sk BETWEEN :since AND :until',
        values: {
          ':pk': qcPartition(history),
          ':since': since.toISOString(),
          // behind every key of this instant
          ':until': `${until.toISOString()}~`,
        },
        isNewestFirst: true,
      },
      'QcPointsNotRead',
    );
    const found: QcPoint[] = [];
    for await (const item of items) if (found.push(qcPointSchema.parse(item)) === most) break;
    return found;
  }
}

/** DynamoDB's limit is 400 KB. Data cut from a point are still in its message. */
const ITEM_BYTES = 300_000;

function toItem(point: QcPoint): QcPoint {
  const item = {
    ...point,
    observation: withShortValues(point.observation),
    supplements: point.supplements.map(withShortValues),
  };
  return JSON.stringify(item).length <= ITEM_BYTES ? item : { ...item, supplements: [], reagents: [] };
}

const withShortValues = (observation: Observation): Observation => ({
  ...observation,
  values: observation.values.slice(0, 10).flatMap(shortened),
  notes: observation.notes.slice(0, 10).map((note) => ({ ...note, text: note.text.slice(0, 1000) })),
});
