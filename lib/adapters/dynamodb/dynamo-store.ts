import type { Retention } from '../../model/retention.ts';
import type { PayloadStore } from '../s3/payload-store.ts';
import type { Table } from './table.ts';

/** The dependencies of a store in the table. */
export interface DynamoStoreOptions {
  readonly table: Table;
  readonly payloads: PayloadStore;
  /** How long items are kept. DynamoDB deletes them afterwards. */
  readonly retention: Retention;
}
