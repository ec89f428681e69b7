import { chmodSync, closeSync, existsSync, lstatSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SpoolError, toSpoolError } from './spool-error.ts';

const LOCK_FILE = 'gateway.lock';

/** SQLITE_BUSY: another process or connection has the lock. */
const BUSY = 'sqlite-5';

/**
 * Makes the folder of a spool, and opens it and its files to the user of this process alone: 700 and 600. A
 * folder that holds other files too keeps its own permissions, and so does the file that a link in it leads to.
 */
export function secureFolder(directory: string, file: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // SQLite gives its other files the permissions of this one
  create(join(directory, file));
  const entries = readdirSync(directory);
  const own = entries.filter((entry) => entry.startsWith(file) || entry.startsWith(LOCK_FILE));
  for (const path of own.map((entry) => join(directory, entry)))
    if (lstatSync(path).isFile()) chmodSync(path, 0o600);
  if (own.length === entries.length) chmodSync(directory, 0o700);
}

/**
 * Takes a folder for one gateway. The lock is of the operating system and ends with the process, however that
 * ends.
 * @throws SpoolError if another gateway has the folder
 */
export function lockFolder(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, LOCK_FILE);
  create(file);
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    // nothing is ever written to it, so a full disk does not matter
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    const failure = toSpoolError(cause);
    throw failure instanceof SpoolError && failure.code === BUSY
      ? new SpoolError('spool-in-use', cause)
      : failure;
  }
  held.add(lock);
  return () => {
    held.delete(lock);
    lock.close();
  };
}

/** A lock that nobody refers to would be closed when memory is cleaned up. */
const held = new Set<DatabaseSync>();

/** A file that exists is not opened: closing it would end the locks that this process has on it (POSIX). */
function create(file: string): void {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
}
