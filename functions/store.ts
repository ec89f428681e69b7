import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoStoreOptions } from '../lib/adapters/dynamodb/dynamo-store.ts';
import { Table } from '../lib/adapters/dynamodb/table.ts';
import { PayloadStore } from '../lib/adapters/s3/payload-store.ts';
import { systemClock } from '../lib/shared/clock.ts';
import type { Site } from '../lib/site/site.ts';
import { required } from './environment.ts';

/** The table and the bucket that the template names. */
export const openStore = ({ retention }: Site): DynamoStoreOptions => ({
  table: new Table({ client: new DynamoDBClient(), name: required('TABLE_NAME'), clock: systemClock }),
  payloads: new PayloadStore(required('BUCKET_NAME')),
  retention,
});
