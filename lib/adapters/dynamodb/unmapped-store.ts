import { type UnmappedTerm, unmappedTermSchema } from '../../model/unmapped-term.ts';
import type { UnmappedStore } from '../../ports/unmapped-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { unmappedKey, unmappedPartition } from './keys.ts';
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
    const items = new Map(
      terms.map((term) => {
        const key = unmappedKey(term);
        return [`${key.pk} ${key.sk}`, { ...key, ...term }];
      }),
    );
    for (const key of items.keys()) if (this.#told.has(key)) items.delete(key);
    if (items.size === 0) return;
    await this.#table.putAll([...items.values()], 'UnmappedTermsNotStored');
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
}
