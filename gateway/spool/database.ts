import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { secureFolder } from './folder.ts';
import { toSpoolError } from './spool-error.ts';
import { schema } from './statements.ts';

export const FILE = 'spool.sqlite';

/** What a spool keeps on a disk beside its messages: their log, free pages, and the reserve. */
export const SPOOL_OVERHEAD_BYTES = 64 * 1024 * 1024;
export const RESERVE_BYTES = 16 * 1024 * 1024;

export const PAGE_BYTES = 4096;

/** How long to wait while `labwire spool` is writing. */
const BUSY_MS = 5000;

/** A full spool keeps room for a few long messages in reserve, so that finished ones can still be marked. */
const RESERVED_PAGES = 4096;

/** An older spool cannot shrink. It is converted when it is opened, unless that takes long. */
const CONVERT_PAGES = 16_384;

/** @throws SpoolError if the disk has no room for what opening writes */
export function openDatabase({
  directory,
  maxBytes,
  reserveBytes = 0,
}: {
  readonly directory: string;
  readonly maxBytes: number;
  readonly reserveBytes?: number | undefined;
}): DatabaseSync {
  secureFolder(directory, FILE);
  const database = new DatabaseSync(join(directory, FILE), { timeout: BUSY_MS });
  try {
    database.exec(`
      PRAGMA page_size = ${PAGE_BYTES};
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = ON;
      PRAGMA max_page_count = ${Math.ceil(maxBytes / PAGE_BYTES) + RESERVED_PAGES};
    `);
    database.exec(schema);
    const number = (name: string): number => Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
    const isOlder = reserveBytes > 0 && number('auto_vacuum') === 0;
    if (isOlder && number('page_count') < CONVERT_PAGES) database.exec('VACUUM');
    return database;
  } catch (cause) {
    database.close();
    throw toSpoolError(cause);
  }
}
