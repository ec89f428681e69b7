import * as z from 'zod';
import type { Observation } from '../../model/observation.ts';
import { type QcPoint, qcPointSchema } from '../../model/qc-point.ts';
import { expiresAfter, keptDays, type Retention } from '../../model/retention.ts';
import { sentCodeOf } from '../../model/test-system.ts';
import type { ControlHistory, QcPeriod, QcStore, UnmatchedControl } from '../../ports/qc-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { qcPartition, qcPointKey, unmatchedKey, unmatchedPartition } from './keys.ts';
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

  put(points: readonly QcPoint[], ofNoSystem: readonly QcPoint[] = []): Promise<void> {
    const expiresAt = expiresAfter(this.#table.clock().toISOString(), keptDays.control(this.#retention));
    const items = points.map((point) => ({ ...qcPointKey(point), ...toItem(point), expiresAt }));
    const names = ofNoSystem.map((point) => {
      const { source, processingId, analyzer, messageId, receivedAt } = point;
      const name = { source, processingId, analyzer, analyte: sentCodeOf(point.observation) };
      return { ...unmatchedKey(name), ...name, messageId, receivedAt, expiresAt };
    });
    const unique = new Map(names.map((item) => [JSON.stringify([item.pk, item.sk]), item]));
    return this.#table.putAll([...items, ...unique.values()], 'QcPointsNotStored');
  }

  async ofNoSystem(source: string, most: number): Promise<readonly UnmatchedControl[]> {
    const items = await this.#table.first(
      { where: 'pk = :pk', values: { ':pk': unmatchedPartition(source) } },
      { limit: most },
      'UnmatchedControlsNotRead',
    );
    return items.map((item) => unmatchedSchema.parse(item));
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

const unmatchedSchema = z.object({
  ...{ source: z.string(), processingId: z.string(), analyzer: z.string(), analyte: z.string() },
  ...{ messageId: z.string(), receivedAt: z.string().optional() },
});

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
