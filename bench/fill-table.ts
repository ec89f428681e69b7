import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import database from 'dynalite/db/index.js';

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
  const [main, index] = [store.getItemDb(tableName), store.getIndexDb('Global', tableName, 'gsi1')];
  let entries = 0;
  for (let begun = 0; begun < reports; begun += BATCH) {
    const count = Math.min(BATCH, reports - begun);
    const puts = Array.from({ length: count }, () => renamed(items)).flat();
    const ofIndex = puts
      .filter((item) => 'gsi1pk' in item)
      .map(({ pk, sk, gsi1pk, gsi1sk }) => ({ pk, sk, gsi1pk, gsi1sk }));
    await called((done) =>
      main.batch(
        puts.map((value) => ({ type: 'put', key: database.createKey(value, table), value })),
        done,
      ),
    );
    await called((done) =>
      index.batch(
        ofIndex.map((value) => ({
          type: 'put',
          key: database.createIndexKey(value, table, indexSchema),
          value,
        })),
        done,
      ),
    );
    entries += puts.length + ofIndex.length;
    onProgress(begun + count);
  }
  await called((done) => store.db.close(done));
  return entries;
}

const indexSchema = [
  { AttributeName: 'gsi1pk', KeyType: 'HASH' },
  { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
];

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
