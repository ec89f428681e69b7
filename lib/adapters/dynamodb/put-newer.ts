import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { awsCall, isConditionFailure } from '../aws/aws-call.ts';
import { marshallOptions } from './dynamo-store.ts';
import type { ItemKey } from './keys.ts';

/**
 * Puts an item unless one that was said later stands: `asOf` is milliseconds since 1970.
 * @throws AdapterError with `code`
 */
export async function putNewer(
  client: DynamoDBClient,
  table: string,
  item: ItemKey & { readonly asOf: number },
  code: string,
): Promise<void> {
  await awsCall(code, async () => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: marshall(item, marshallOptions),
          ConditionExpression: 'attribute_not_exists(pk) OR asOf <= :asOf',
          ExpressionAttributeValues: marshall({ ':asOf': item.asOf }),
        }),
      );
    } catch (cause) {
      if (!isConditionFailure(cause)) throw cause;
    }
  });
}
