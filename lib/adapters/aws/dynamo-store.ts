import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PayloadStore } from './payload-store.ts';

/** What a store of the one table is made of. */
export interface DynamoStoreOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly payloads: PayloadStore;
}

/** The model has absent values; an item has none of them. */
export const marshallOptions = { removeUndefinedValues: true, convertClassInstanceToMap: true };
