import { type Clock, systemClock } from '../lib/shared/clock.ts';

/** AWS takes signatures that are five minutes off. */
const MIN_SKEW_MS = 60_000;
/** A clock that is further off is for a person to set. */
const MAX_SKEW_MS = 31 * 86_400_000;

/** API Gateway refuses a signature whose time is not its own with this status. */
const FORBIDDEN = 403;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * The time by which requests to the cloud are signed. If the cloud refuses a request and its clock says another time,
 * that time counts from then on, so that a gateway whose clock was set wrong is not refused until somebody sets it right.
 * The answer came over TLS.
 */
export class ServiceTime {
  readonly #clock: Clock;
  #skewMs = 0;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  now(): Date {
    return new Date(this.#clock().getTime() + this.#skewMs);
  }

  /** Reads the time of an answer (RFC 9110 §6.6.1). */
  learn({ status, headers }: Answer): void {
    const date = headers['date'];
    if (status !== FORBIDDEN || typeof date !== 'string') return;
    const skew = Date.parse(date) - this.#clock().getTime();
    if (Number.isNaN(skew) || Math.abs(skew) > MAX_SKEW_MS) return;
    this.#skewMs = Math.abs(skew) < MIN_SKEW_MS ? 0 : skew;
  }
}
