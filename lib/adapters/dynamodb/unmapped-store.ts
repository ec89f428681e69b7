import { type AssignerName, assignerNameSchema } from '../../model/assigner-name.ts';
import { type UnmappedTerm, unmappedTermSchema } from '../../model/unmapped-term.ts';
import type { UnmappedStore } from '../../ports/unmapped-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { assignerKey, assignerPartition, type ItemKey, unmappedKey, unmappedPartition } from './keys.ts';
import type { Table } from './table.ts';

/**
 * A running function writes each code only once. After this many codes it forgets which ones it has written.
 */
const MAX_TOLD = 5000;

export class DynamoUnmappedStore implements UnmappedStore {
  readonly #table: Table;
  readonly #told = new Set<string>();

  constructor(options: Pick<DynamoStoreOptions, 'table'>) {
    this.#table = options.table;
  }

  async put(terms: readonly UnmappedTerm[]): Promise<void> {
    await this.#putOnce(
      terms.map((term) => ({ ...unmappedKey(term), ...term })),
      'UnmappedTermsNotStored',
    );
  }

  async putAssigners(names: readonly AssignerName[]): Promise<void> {
    await this.#putOnce(
      names.map((name) => ({ ...assignerKey(name), ...name })),
      'AssignersNotStored',
    );
  }

  async #putOnce(
    all: readonly (ItemKey & Readonly<Record<string, unknown>>)[],
    failure: string,
  ): Promise<void> {
    const items = new Map(all.map((item) => [`${item.pk} ${item.sk}`, item]));
    for (const key of items.keys()) if (this.#told.has(key)) items.delete(key);
    if (items.size === 0) return;
    await this.#table.putAll([...items.values()], failure);
    if (this.#told.size > MAX_TOLD) this.#told.clear();
    for (const key of items.keys()) this.#told.add(key);
  }

  async of(source: string, most = Number.POSITIVE_INFINITY): Promise<readonly UnmappedTerm[]> {
    const items = this.#table.query(
      {
        where: 'pk = :pk',
        values: { ':pk': unmappedPartition(source) },
      },
      'UnmappedTermsNotRead',
    );
    const found: UnmappedTerm[] = [];
    for await (const item of items) if (found.push(unmappedTermSchema.parse(item)) === most) break;
    return found;
  }

  async assignersOf(source: string): Promise<readonly AssignerName[]> {
    const items = this.#table.query(
      { where: 'pk = :pk', values: { ':pk': assignerPartition(source) } },
      'AssignersNotRead',
    );
    return (await Array.fromAsync(items)).map((item) => assignerNameSchema.parse(item));
  }
}
