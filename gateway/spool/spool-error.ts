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
