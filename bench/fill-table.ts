import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import database from 'dynalite/db/index.js';
import { tableIndexes } from '../infra/data-stack.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** Entries in one write. */
const BATCH = 4000;

/**
 * Writes items directly into the files of the local DynamoDB, which must not run. Each simulated report gets
 * keys of its own. Gives the number of entries, including those of the index.
 */
export async function fillTable(options: {
  readonly dataDirectory: string;
  readonly tableName: string;
  /** The items of one report. */
  readonly items: readonly Item[];
  readonly reports: number;
  readonly onProgress: (done: number) => void;
}): Promise<number> {
  const { tableName, items, reports, onProgress } = options;
  const store = database.create({ path: join(options.dataDirectory, 'dynamodb') });
  const table = await called<unknown>((done) => store.getTable(tableName, done));
  const main = store.getItemDb(tableName);
  let entries = 0;
  for (let begun = 0; begun < reports; begun += BATCH) {
    const count = Math.min(BATCH, reports - begun);
    const puts = Array.from({ length: count }, () => renamed(items)).flat();
    await called((done) =>
      main.batch(
        puts.map((value) => ({ type: 'put', key: database.createKey(value, table), value })),
        done,
      ),
    );
    entries += puts.length;
    for (const index of tableIndexes) {
      const [hash, range] = [`${index}pk`, `${index}sk`];
      const entriesOfIndex = puts.flatMap(({ pk, sk, [hash]: first, [range]: second }) =>
        first === undefined || second === undefined ? [] : [{ pk, sk, [hash]: first, [range]: second }],
      );
      const schema = [
        { AttributeName: hash, KeyType: 'HASH' },
        { AttributeName: range, KeyType: 'RANGE' },
      ];
      await called((done) =>
        store.getIndexDb('Global', tableName, index).batch(
          entriesOfIndex.map((value) => ({
            type: 'put',
            key: database.createIndexKey(value, table, schema),
            value,
          })),
          done,
        ),
      );
      entries += entriesOfIndex.length;
    }
    onProgress(begun + count);
  }
  await called((done) => store.db.close(done));
  return entries;
}

/** Copies the items for another report: each digest is replaced by a new one, everywhere the same. */
function renamed(items: readonly Item[]): Item[] {
  const names = new Map<string, string>();
  const other = (digest: string): string => {
    const known = names.get(digest) ?? randomBytes(16).toString('hex');
    names.set(digest, known);
    return known;
  };
  return items.map((item) =>
    JSON.parse(JSON.stringify(item).replaceAll(/[0-9a-f]{32}/g, (digest) => other(digest))),
  );
}

const called = <T>(run: (done: (cause: Error | null | undefined, value: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => run((cause, value) => (cause ? reject(cause) : resolve(value))));
