import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { AdapterError } from '../../shared/adapter-error.ts';
import { awsCall } from '../aws/aws-call.ts';
import type { ItemKey } from './keys.ts';

/** DynamoDB's own limit for one request. */
const BATCH_KEYS = 100;
const MAX_BATCH_TRIES = 8;

export type Item = Readonly<Record<string, unknown>>;

/** Gives an item of a batch; undefined where there is none. */
export type ItemsByKey = (key: ItemKey) => Item | undefined;

/**
 * Reads items as they stand now; one request for each 100. A key may be named twice.
 * @throws AdapterError with `code` where some were not read
 */
export async function getAll(
  client: DynamoDBClient,
  table: string,
  keys: readonly ItemKey[],
  code: string,
): Promise<ItemsByKey> {
  const items = new Map<string, Item>();
  const unique = [...new Map(keys.map((key) => [textOf(key), key])).values()];
  for (let at = 0; at < unique.length; at += BATCH_KEYS) {
    let pending: KeysAndAttributes | undefined = {
      Keys: unique.slice(at, at + BATCH_KEYS).map((key) => marshall(key)),
      ConsistentRead: true,
    };
    for (let tries = 0; pending !== undefined; tries++) {
      if (tries === MAX_BATCH_TRIES)
        throw new AdapterError(code, 'transient', 'DynamoDB left items of a batch unread');
      const request: Record<string, KeysAndAttributes> = { [table]: pending };
      const { Responses, UnprocessedKeys } = await awsCall(code, () =>
        client.send(new BatchGetItemCommand({ RequestItems: request })),
      );
      for (const item of Responses?.[table] ?? []) {
        const plain = unmarshall(item);
        items.set(textOf({ pk: String(plain['pk']), sk: String(plain['sk']) }), plain);
      }
      pending = UnprocessedKeys?.[table];
    }
  }
  return (key) => items.get(textOf(key));
}

const textOf = ({ pk, sk }: ItemKey): string => `${pk} ${sk}`;
