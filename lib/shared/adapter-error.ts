/**
 * What a failure of the world means for the one who called:
 * `transient`, the far side provably did not take it, so try again;
 * `ambiguous`, it may have, so try again only where the write is idempotent;
 * `permanent`, no retry can help, so hand it to a person.
 */
export type Disposition = 'transient' | 'ambiguous' | 'permanent';

/** The world is wrong. `code` and `message` are constant text; `cause` keeps what happened. */
export class AdapterError extends Error {
  readonly code: string;
  readonly disposition: Disposition;
  /** Not before so many seconds, where the far side says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: string,
    disposition: Disposition,
    message: string,
    options?: ErrorOptions & { readonly retryAfterSeconds?: number | undefined },
  ) {
    super(message, options);
    this.name = 'AdapterError';
    this.code = code;
    this.disposition = disposition;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}
