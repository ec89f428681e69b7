import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Retention } from '../../model/retention.ts';
import type { PayloadStore } from '../s3/payload-store.ts';

/** What a store of the one table is made of. */
export interface DynamoStoreOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly payloads: PayloadStore;
  /** For how long what is kept: DynamoDB deletes it then. */
  readonly retention: Retention;
}

/** What a store needs that holds nothing long. */
export type TableOptions = Omit<DynamoStoreOptions, 'payloads'>;

/** The model has absent values; an item has none of them. */
export const marshallOptions = { removeUndefinedValues: true, convertClassInstanceToMap: true };
