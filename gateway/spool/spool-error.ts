/**
 * The message is not stored, or the spool cannot be opened. `code` says why: the disk or the spool is full, the
 * oldest message waits too long, the key is another one, or another gateway uses the spool.
 */
export class SpoolError extends Error {
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super('the message could not be kept', { cause });
    this.code = code;
  }
}

/** Result codes of SQLite that say that the disk does not write (sqlite.org/rescode.html). */
const diskCodes: ReadonlyMap<number, string> = new Map([
  [8, 'disk-read-only'],
  [10, 'disk-error'],
  [13, 'disk-full'],
  [14, 'disk-error'],
]);

/** The error of SQLite as ours. Anything else, which is a fault of the program, as it is. */
export function toSpoolError(cause: unknown): unknown {
  if (cause instanceof SpoolError || typeof cause !== 'object' || cause === null) return cause;
  if (!('errcode' in cause)) return cause;
  const primary = Number(cause.errcode) & 0xff;
  return new SpoolError(diskCodes.get(primary) ?? `sqlite-${primary}`, cause);
}
