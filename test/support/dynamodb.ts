import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { Table } from '../../lib/adapters/dynamodb/table.ts';
import type { Clock } from '../../lib/shared/clock.ts';
import { close, listen } from '../../local/listen.ts';

/** An empty table in memory with our keys and our index. */
export async function startTable(clock: Clock) {
  const server = dynalite({ createTableMs: 0 });
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${await listen(server)}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  const indexes = ['gsi1', 'gsi2'];
  await client.send(
    new CreateTableCommand({
      TableName: 'one',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', ...indexes.flatMap((one) => [`${one}pk`, `${one}sk`])].map(
        (name) => ({
          AttributeName: name,
          AttributeType: 'S',
        }),
      ),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: indexes.map((IndexName) => ({
        IndexName,
        KeySchema: keys(`${IndexName}pk`, `${IndexName}sk`),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    }),
  );
  return {
    client,
    table: new Table({ client, name: 'one', clock }),
    stop: () => {
      client.destroy();
      return close(server);
    },
  };
}

/**
 * A client whose batches process `takes` items each and leave the rest. `sizes` has the size of each request.
 */
export function aThrottlingClient({ takes }: { readonly takes: number }) {
  const sizes: number[] = [];
  const send = async (command: unknown) => {
    if (command instanceof BatchWriteItemCommand) {
      const [[name, requests] = ['', []]] = Object.entries(command.input.RequestItems ?? {});
      sizes.push(requests.length);
      const left = requests.slice(takes);
      return left.length === 0 ? {} : { UnprocessedItems: { [name]: left } };
    }
    if (!(command instanceof BatchGetItemCommand)) throw new Error('a request that is no batch');
    const [[name, { Keys = [] }] = ['', { Keys: [] }]] = Object.entries(command.input.RequestItems ?? {});
    sizes.push(Keys.length);
    const left = Keys.slice(takes);
    return {
      Responses: { [name]: Keys.slice(0, takes) },
      ...(left.length === 0 ? {} : { UnprocessedKeys: { [name]: { Keys: left } } }),
    };
  };
  return { client: { send } as unknown as DynamoDBClient, sizes };
}
