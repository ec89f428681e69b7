import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type TestDefinition, testDefinitionSchema } from '../../model/test-definition.ts';
import type { DefinitionStore } from '../../ports/definition-store.ts';
import type { TableOptions } from './dynamo-store.ts';
import { getItem } from './get-item.ts';
import { definitionKey } from './keys.ts';
import { putNewer } from './put-newer.ts';

export class DynamoDefinitionStore implements DefinitionStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(options: Pick<TableOptions, 'client' | 'table'>) {
    this.#client = options.client;
    this.#table = options.table;
  }

  async put(definitions: readonly TestDefinition[]): Promise<void> {
    for (const definition of definitions) {
      const code = definition.code.codings[0]?.code ?? definition.code.text ?? '';
      const item = { ...definitionKey(definition.source, code), ...definition };
      await putNewer(this.#client, this.#table, item, 'DefinitionNotStored');
    }
  }

  async get(source: string, code: string): Promise<TestDefinition | undefined> {
    const item = await getItem(this.#client, this.#table, definitionKey(source, code), 'DefinitionNotRead');
    return item === undefined ? undefined : testDefinitionSchema.parse(item);
  }
}
