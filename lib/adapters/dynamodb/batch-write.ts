import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { AdapterError } from '../../shared/adapter-error.ts';
import { awsCall } from '../aws/aws-call.ts';
import { marshallOptions } from './dynamo-store.ts';
import type { ItemKey } from './keys.ts';

/** DynamoDB's own limit for one request. */
const BATCH_ITEMS = 25;
const MAX_BATCH_TRIES = 8;

/**
 * Puts items that may be put again, and deletes others; one request for each 25.
 * @throws AdapterError with `code` where some were not written
 */
export async function putAll(
  client: DynamoDBClient,
  table: string,
  items: readonly Readonly<Record<string, unknown>>[],
  code: string,
  stale: readonly ItemKey[] = [],
): Promise<void> {
  const requests: WriteRequest[] = [
    ...items.map((item) => ({ PutRequest: { Item: marshall(item, marshallOptions) } })),
    ...stale.map(({ pk, sk }) => ({ DeleteRequest: { Key: marshall({ pk, sk }) } })),
  ];
  await Promise.all(chunks(requests, BATCH_ITEMS).map((chunk) => writeChunk(client, table, chunk, code)));
}

async function writeChunk(
  client: DynamoDBClient,
  table: string,
  chunk: WriteRequest[],
  code: string,
): Promise<void> {
  let requests = chunk;
  for (let tries = 0; requests.length > 0; tries++) {
    if (tries === MAX_BATCH_TRIES)
      throw new AdapterError(code, 'transient', 'DynamoDB left items of a batch unwritten');
    const { UnprocessedItems } = await awsCall(code, () =>
      client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } })),
    );
    requests = UnprocessedItems?.[table] ?? [];
  }
}

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
