import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { awsCall } from '../aws/aws-call.ts';

/**
 * Every item of one query, page by page as DynamoDB gives them (1 MB each).
 * @throws AdapterError with `code`
 */
export async function* queryAll(
  client: DynamoDBClient,
  input: QueryCommandInput,
  code: string,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page: QueryCommandOutput = await awsCall(code, () =>
      client.send(
        new QueryCommand({ ...input, ...(start === undefined ? {} : { ExclusiveStartKey: start }) }),
      ),
    );
    for (const item of page.Items ?? []) yield unmarshall(item);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
