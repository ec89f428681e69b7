import type { PublishedReports, PublishedVersion } from '../../ports/published-reports.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { PUBLISHED_SHARDS, publishedPartition } from './keys.ts';
import type { Table } from './table.ts';

export class DynamoPublishedReports implements PublishedReports {
  readonly shards = PUBLISHED_SHARDS;
  readonly #table: Table;

  constructor(options: Pick<DynamoStoreOptions, 'table'>) {
    this.#table = options.table;
  }

  async page(
    shard: number,
    { from, to, after, limit }: Parameters<PublishedReports['page']>[1],
  ): Promise<readonly PublishedVersion[]> {
    // DynamoDB refuses a range that ends before it begins
    if (from !== undefined && from >= to) return [];
    const items = await this.#table.first(
      {
        index: 'gsi1',
        where: 'gsi1pk = :pk AND gsi1sk BETWEEN :from AND :to',
        values: {
          ':pk': publishedPartition(shard),
          // a position is a time, `#`, and a name; `~` sorts after `#`
          ':from': from === undefined ? '0' : `${from}~`,
          ':to': after ?? `${to}~`,
        },
        isNewestFirst: true,
      },
      // the range includes the position before
      { limit: after === undefined ? limit : limit + 1 },
      'PublishedNotRead',
    );
    return items
      .map(({ gsi1sk }) => String(gsi1sk))
      .filter((position) => position !== after)
      .map((position) => {
        const [, reportKey = '', version] = position.split('#');
        return { position, reportKey, version: Number(version) };
      });
  }
}
