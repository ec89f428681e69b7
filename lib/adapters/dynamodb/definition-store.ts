import { type TestDefinition, testDefinitionSchema } from '../../model/test-definition.ts';
import type { DefinitionStore } from '../../ports/definition-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { definitionKey } from './keys.ts';
import type { Table } from './table.ts';

export class DynamoDefinitionStore implements DefinitionStore {
  readonly #table: Table;

  constructor(options: Pick<DynamoStoreOptions, 'table'>) {
    this.#table = options.table;
  }

  async put(definitions: readonly TestDefinition[]): Promise<void> {
    for (const definition of definitions) {
      const code = definition.code.codings[0]?.code ?? definition.code.text ?? '';
      const item = { ...definitionKey(definition.source, code), ...definition };
      await this.#table.putNewer(item, 'DefinitionNotStored');
    }
  }

  async get(source: string, code: string): Promise<TestDefinition | undefined> {
    const item = await this.#table.get(definitionKey(source, code), 'DefinitionNotRead');
    return item === undefined ? undefined : testDefinitionSchema.parse(item);
  }
}
