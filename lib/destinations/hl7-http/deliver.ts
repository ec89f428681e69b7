import { acknowledgmentCodeOf } from '@labwire/hl7/ack';
import { answerFailure } from '../../adapters/http/answer-failure.ts';
import { authorizedAnswer, isSuccess } from '../../adapters/http/authorized-post.ts';
import type { HttpAnswer } from '../../adapters/http/http-client.ts';
import { reachOverHttp } from '../../adapters/http/reach.ts';
import type { Destination } from '../../ports/destination.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import type { DeliverDependencies, WithCodes } from '../kind.ts';
import { renderHl7Update } from '../render-hl7.ts';
import type { Hl7HttpConfig } from './schema.ts';

/** The values of MSA-1 that do not accept (HL7 table 0008). */
const refusals: ReadonlySet<string> = new Set(['AE', 'AR', 'CE', 'CR']);

/**
 * HL7 over HTTP: a message is posted and answered with its acknowledgment. The receiver recognizes a repeated
 * message by MSH-10.
 */
export function createDestination(
  config: WithCodes<Hl7HttpConfig>,
  dependencies: Pick<DeliverDependencies, 'laboratory' | 'runScript' | 'readSecret' | 'clock'>,
): Destination {
  const reach = reachOverHttp(config, dependencies);
  return {
    outcome: 'delivered',
    deliver: async (version, _update, passed) => {
      const way = await reach();
      const message = await renderHl7Update(version, config, dependencies, passed);
      const answer = await authorizedAnswer(way, {
        url: config.url,
        headers: { 'content-type': 'application/hl7-v2', accept: 'application/hl7-v2' },
        body: message,
      });
      const failure = failureOf(answer, message, { ...config.hl7, clock: dependencies.clock });
      if (failure !== undefined) throw failure;
    },
  };
}

/**
 * Many servers repeat MSA-1 in the HTTP status. If the answer is an acknowledgment of this message, MSA-1
 * decides.
 */
function failureOf(
  answer: HttpAnswer,
  message: Uint8Array,
  { retryOn, clock }: { readonly retryOn: readonly string[]; readonly clock: Clock },
): AdapterError | undefined {
  const code = acknowledgmentCodeOf(answer.body, message);
  if (code === undefined && !isSuccess(answer)) return answerFailure(answer, clock);
  const cause = new Error(answer.body.toString('utf8'));
  if (code === undefined)
    return new AdapterError('NoAcknowledgment', 'ambiguous', 'The answer acknowledges nothing', { cause });
  if (code === 'AA' || code === 'CA') return undefined;
  // other text in MSA-1 must not be logged
  if (!refusals.has(code))
    return new AdapterError('UnknownAcknowledgment', 'permanent', 'The answer is none of HL7', { cause });
  const disposition = retryOn.includes(code) ? 'transient' : 'permanent';
  return new AdapterError(code, disposition, 'The destination refused the message', { cause });
}
