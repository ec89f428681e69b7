import type { Retention } from '../../model/retention.ts';
import type { PayloadStore } from '../s3/payload-store.ts';
import type { Table } from './table.ts';

/** What a store of the one table is made of. */
export interface DynamoStoreOptions {
  readonly table: Table;
  readonly payloads: PayloadStore;
  /** For how long what is kept: DynamoDB deletes it then. */
  readonly retention: Retention;
}
