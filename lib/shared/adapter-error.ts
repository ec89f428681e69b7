import { boundedRetryAfter } from './retry-after.ts';

/**
 * What the caller may do after a failure outside the program.
 * - `transient`: the other side certainly did not accept the request. Retry.
 * - `ambiguous`: the other side may have accepted it. Retry only if the write is idempotent.
 * - `permanent`: no retry can succeed. Hand the case to a person.
 */
export type Disposition = 'transient' | 'ambiguous' | 'permanent';

/** The code of a failure to write what no reader would take, for its length. */
export const tooLong = 'TooLong';

/** A failure outside the program. `code` and `message` are constant text; `cause` is the original error. */
export class AdapterError extends Error {
  readonly code: string;
  readonly disposition: Disposition;
  /**
   * The other side asked for no retry within this many seconds, at most ten minutes. Undefined: it did not say.
   */
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
    const asked = options?.retryAfterSeconds;
    this.retryAfterSeconds = asked === undefined ? undefined : boundedRetryAfter(asked);
  }
}
