import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { awsCall } from '../aws/aws-call.ts';
import type { ItemKey } from './keys.ts';

/**
 * The item as it stands now; undefined where there is none.
 * @throws AdapterError with `code`
 */
export async function getItem(
  client: DynamoDBClient,
  table: string,
  key: ItemKey,
  code: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { Item } = await awsCall(code, () =>
    client.send(new GetItemCommand({ TableName: table, Key: marshall(key), ConsistentRead: true })),
  );
  return Item === undefined ? undefined : unmarshall(Item);
}
