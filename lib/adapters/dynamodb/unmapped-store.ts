import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type UnmappedTerm, unmappedTermSchema } from '../../model/unmapped-term.ts';
import type { UnmappedStore } from '../../ports/unmapped-store.ts';
import { putAll } from './batch-write.ts';
import type { TableOptions } from './dynamo-store.ts';
import { unmappedKey, unmappedPartition } from './keys.ts';
import { queryAll } from './query-all.ts';

/** A function's environment says the same code over and over; the table hears it once from each. */
const MAX_TOLD = 5000;

export class DynamoUnmappedStore implements UnmappedStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #told = new Set<string>();

  constructor(options: Pick<TableOptions, 'client' | 'table'>) {
    this.#client = options.client;
    this.#table = options.table;
  }

  async put(terms: readonly UnmappedTerm[]): Promise<void> {
    const items = new Map(
      terms.map((term) => {
        const key = unmappedKey(term);
        return [`${key.pk} ${key.sk}`, { ...key, ...term }];
      }),
    );
    for (const key of items.keys()) if (this.#told.has(key)) items.delete(key);
    if (items.size === 0) return;
    await putAll(this.#client, this.#table, [...items.values()], 'UnmappedTermsNotStored');
    if (this.#told.size > MAX_TOLD) this.#told.clear();
    for (const key of items.keys()) this.#told.add(key);
  }

  async of(source: string): Promise<readonly UnmappedTerm[]> {
    const items = queryAll(
      this.#client,
      {
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': unmappedPartition(source) }),
      },
      'UnmappedTermsNotRead',
    );
    return await Array.fromAsync(items, (item) => unmappedTermSchema.parse(item));
  }
}
