/** The longest pause that another system may ask for. After it, that system is tried again. */
const LONGEST_RETRY_AFTER_SECONDS = 600;

/**
 * The whole seconds that a Retry-After header asks for (RFC 9110 §10.2.3), from 0 to ten minutes. Undefined if
 * the header is missing or is neither a number of seconds nor a date of HTTP.
 */
export function retryAfterSeconds(
  header: string | readonly string[] | undefined,
  now: Date,
): number | undefined {
  const text = (typeof header === 'string' ? header : header?.[0])?.trim() ?? '';
  if (/^\d+$/.test(text)) return boundedRetryAfter(Number(text));
  const at = httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : boundedRetryAfter(Math.ceil((at - now.getTime()) / 1000));
}

/** A pause that is not negative and not longer than ten minutes. */
export const boundedRetryAfter = (seconds: number): number =>
  Math.min(Math.max(seconds, 0), LONGEST_RETRY_AFTER_SECONDS);

/** The beginning of the three forms (RFC 9110 §5.6.7). `Date.parse` alone takes `-5` for a day in May. */
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? /;
