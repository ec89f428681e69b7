import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import { type HttpAnswer, retryAfterOf } from './http-client.ts';

/**
 * Answers that a later try may change (RFC 9110 §15; 409 where two writers meet). Not 412: the EHR has two that
 * fit one identifier, which somebody has to mend there.
 */
const mendable = new Set([408, 409, 423, 425, 429]);

/**
 * Answers that are about the address or about who asks, and not about this patient: every update would get
 * them, so that all wait for whoever mends the configuration.
 */
const misconfigured = new Set([401, 403, 404, 405, 407, 421]);

/** What an answer that is no success means for the update. */
export function answerFailure(answer: HttpAnswer, clock: Clock): AdapterError {
  const { status } = answer;
  const mayPass = status >= 500 || status < 400 || mendable.has(status) || misconfigured.has(status);
  return new AdapterError(
    `HTTP${status}`,
    mayPass ? 'transient' : 'permanent',
    'The destination did not take the update',
    {
      cause: new Error(answer.body.toString('utf8')),
      retryAfterSeconds: retryAfterOf(answer, clock()),
    },
  );
}
