import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import { retryAfterSeconds } from '../../shared/retry-after.ts';
import type { HttpAnswer } from './http-client.ts';

/**
 * Statuses after which a later try may succeed (RFC 9110 §15; 409: two writers met). 412 is not among them:
 * two resources of the EHR have one identifier, and a person must correct that in the EHR.
 */
const mendable = new Set([408, 409, 423, 425, 429]);

/**
 * Statuses that concern the address or our credentials, and not this patient. Every update would get them, so
 * all updates wait until the configuration is corrected.
 */
const misconfigured = new Set([401, 403, 404, 405, 407, 421]);

/** The error for an update that was answered without success. */
export function answerFailure(answer: HttpAnswer, clock: Clock): AdapterError {
  const { status } = answer;
  const mayPass = status >= 500 || status < 400 || mendable.has(status) || misconfigured.has(status);
  return new AdapterError(
    `HTTP${status}`,
    mayPass ? 'transient' : 'permanent',
    'The destination did not take the update',
    {
      cause: new Error(answer.body.toString('utf8')),
      retryAfterSeconds: retryAfterSeconds(answer.headers['retry-after'], clock()),
    },
  );
}
