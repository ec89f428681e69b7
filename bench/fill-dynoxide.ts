import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { tableIndexes } from '../infra/data-stack.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** Items that are copied for one report of `every`. */
export interface Copied {
  readonly items: readonly Item[];
  readonly every: number;
  /** Digests that the copies share. */
  readonly kept?: readonly string[];
}

/** Reports in one transaction. */
const BATCH = 20_000;

/**
 * Writes copies of items into the file of the emulator dynoxide, which must not run. Each copy has digests of its own and
 * is `stepMs` older than the one before. Gives the number of entries, including those of the indexes.
 */
export function fillDynoxide(options: {
  readonly dataDirectory: string;
  readonly tableName: string;
  readonly copied: readonly Copied[];
  readonly reports: number;
  readonly stepMs: number;
  readonly onProgress: (done: number) => void;
}): number {
  const { tableName, copied, reports, stepMs, onProgress } = options;
  const database = new DatabaseSync(join(options.dataDirectory, 'dynoxide.db'));
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000');
  const put = database.prepare(
    `INSERT OR REPLACE INTO "${tableName}" (pk, sk, item_json, item_size) VALUES (?, ?, ?, ?)`,
  );
  const indexes = tableIndexes.map((name) => ({
    name,
    put: database.prepare(
      `INSERT OR REPLACE INTO "${tableName}::gsi::${name}" (gsi_pk, gsi_sk, table_pk, table_sk, item_json) VALUES (?, ?, ?, ?, ?)`,
    ),
  }));
  const templates = copied.map(({ items, every, kept = [] }) => ({
    every,
    items: items.map((item) => templateOf(item, kept)),
  }));
  let entries = 0;
  for (let begun = 0; begun < reports; begun += BATCH) {
    database.exec('BEGIN');
    const end = Math.min(begun + BATCH, reports);
    for (let number = begun + 1; number <= end; number++)
      for (const { every, items } of templates) {
        if (number % every !== 0) continue;
        for (const { whole, key, ofIndex } of items) {
          const text = whole(number, stepMs);
          const [pk, sk] = [key.pk(number, stepMs), key.sk(number, stepMs)];
          put.run(pk, sk, text, text.length);
          entries++;
          for (const index of indexes) {
            const entry = ofIndex.get(index.name);
            if (entry === undefined) continue;
            const at = [entry.pk(number, stepMs), entry.sk(number, stepMs)] as const;
            index.put.run(...at, pk, sk, entry.whole(number, stepMs));
            entries++;
          }
        }
      }
    database.exec('COMMIT');
    onProgress(end);
  }
  database.close();
  return entries;
}

/** Gives the text of the copy with this number. */
type Template = (number: number, stepMs: number) => string;

function templateOf(item: Item, kept: readonly string[]) {
  const text = (value: string): Template => copies(value, kept);
  const key = (name: string): Template => text(`S:${item[name]?.S ?? ''}`);
  const keys = (...names: string[]) => Object.fromEntries(names.map((name) => [name, item[name]]));
  return {
    whole: text(storedText(item)),
    key: { pk: key('pk'), sk: key('sk') },
    ofIndex: new Map(
      tableIndexes
        .filter((name) => `${name}pk` in item)
        .map((name) => [
          name,
          {
            pk: key(`${name}pk`),
            sk: key(`${name}sk`),
            whole: text(JSON.stringify(keys('pk', 'sk', `${name}pk`, `${name}sk`))),
          },
        ]),
    ),
  };
}

/** An item as the emulator stores it: bytes in Base64. */
const storedText = (item: Item): string =>
  JSON.stringify(item, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );

/** Digests, times and hours of a text that differ from copy to copy. */
const varying = /[0-9a-f]{32}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|\d{4}-\d\d-\d\dT\d\d(?![\d:])/g;

function copies(text: string, kept: readonly string[]): Template {
  const constant = text.split(varying);
  const found = [...text.matchAll(varying)].map(([word]) => word);
  return (number, stepMs) =>
    constant
      .map((words, index) => {
        const word = found[index];
        if (word === undefined) return words;
        return words + (kept.includes(word) ? word : copyOf(word, number, stepMs));
      })
      .join('');
}

function copyOf(word: string, number: number, stepMs: number): string {
  if (word.length === 32) return number.toString(16).padStart(8, '0') + word.slice(8);
  const whole = word.length === 13 ? `${word}:00:00.000Z` : word;
  return new Date(Date.parse(whole) - number * stepMs).toISOString().slice(0, word.length);
}
