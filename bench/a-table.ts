import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { tableIndexes } from '../infra/data-stack.ts';

/** An empty table with our keys and indexes at an emulator, and the number of requests that its client has made. */
export async function aTable(name: string, port: number) {
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const keys = (index: string) => [
    { AttributeName: `${index}pk`, KeyType: 'HASH' as const },
    { AttributeName: `${index}sk`, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['', ...tableIndexes]
        .flatMap(keys)
        .map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys(''),
      GlobalSecondaryIndexes: tableIndexes.map((IndexName) => ({
        IndexName,
        KeySchema: keys(IndexName),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    }),
  );
  let requests = 0;
  client.middlewareStack.add(
    (next) => (args) => {
      requests++;
      return next(args);
    },
    { step: 'initialize', name: 'count' },
  );
  return { client, requests: () => requests };
}
