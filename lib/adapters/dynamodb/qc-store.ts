import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Observation } from '../../model/observation.ts';
import type { QcPoint } from '../../model/qc-point.ts';
import { expiresAfter, keptDays, type Retention } from '../../model/retention.ts';
import type { QcStore } from '../../ports/qc-store.ts';
import { putAll } from './batch-write.ts';
import type { TableOptions } from './dynamo-store.ts';
import { qcPointKey } from './keys.ts';
import { shortened } from './shortened.ts';

/** Control results by analyzer and analyte, in the order they were measured: a chart is one query. */
export class DynamoQcStore implements QcStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #retention: Retention;

  constructor(options: TableOptions) {
    this.#client = options.client;
    this.#table = options.table;
    this.#retention = options.retention;
  }

  put(points: readonly QcPoint[]): Promise<void> {
    const expiresAt = expiresAfter(new Date().toISOString(), keptDays.control(this.#retention));
    const items = points.map((point) => ({ ...qcPointKey(point), ...toItem(point), expiresAt }));
    return putAll(this.#client, this.#table, items, 'QcPointsNotStored');
  }
}

/** DynamoDB takes 400 KB; what is left out of a point is in its message. */
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
