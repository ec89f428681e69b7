import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Observation } from '../../model/observation.ts';
import type { QcPoint } from '../../model/qc-point.ts';
import type { QcStore } from '../../ports/qc-store.ts';
import { putAll } from './batch-write.ts';
import { qcPointKey } from './keys.ts';
import { shortened } from './shortened.ts';

/** Control results by analyzer and analyte, in the order they were measured: a chart is one query. */
export class DynamoQcStore implements QcStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(options: { readonly client: DynamoDBClient; readonly table: string }) {
    this.#client = options.client;
    this.#table = options.table;
  }

  put(points: readonly QcPoint[]): Promise<void> {
    const items = points.map((point) => ({
      ...qcPointKey(point),
      ...point,
      observation: withShortValues(point.observation),
      supplements: point.supplements.map(withShortValues),
    }));
    return putAll(this.#client, this.#table, items, 'QcPointsNotStored');
  }
}

const withShortValues = (observation: Observation): Observation => ({
  ...observation,
  values: observation.values.flatMap(shortened),
});
