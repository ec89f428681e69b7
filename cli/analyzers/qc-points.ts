import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type QcPoint, qcPointSchema } from '../../lib/model/qc-point.ts';
import type { LocalCloud } from '../../local/start.ts';

/** Every control result of a local system, read by a scan, which production code never does. */
export async function readQcPoints({ clientConfig, tableName }: LocalCloud): Promise<readonly QcPoint[]> {
  const client = new DynamoDBClient(clientConfig);
  const points: QcPoint[] = [];
  for (let from: Record<string, never> | undefined, isDone = false; !isDone; ) {
    const page = await client.send(
      new ScanCommand({
        TableName: tableName,
        FilterExpression: 'begins_with(pk, :qc)',
        ExpressionAttributeValues: { ':qc': { S: 'QC#' } },
        ExclusiveStartKey: from,
      }),
    );
    for (const item of page.Items ?? []) points.push(qcPointSchema.parse(unmarshall(item)));
    from = page.LastEvaluatedKey as Record<string, never> | undefined;
    isDone = from === undefined;
  }
  client.destroy();
  return points;
}
