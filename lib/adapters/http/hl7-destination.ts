import type { ReportVersion } from '../../model/report.ts';
import type { Destination } from '../../ports/destination.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import { answerFailure } from './answer-failure.ts';
import { type AuthorizedHttp, authorizedAnswer, isSuccess } from './authorized-post.ts';

/** MSA-1 that is no acceptance (HL7 table 0008). */
const refusals: ReadonlySet<string> = new Set(['AE', 'AR', 'CE', 'CR']);

export interface Hl7DestinationOptions extends AuthorizedHttp {
  readonly url: string;
  readonly render: (version: ReportVersion) => Promise<Uint8Array>;
  /** MSA-1 of the answer to a message; undefined where it is none, or that to another. */
  readonly readCode: (answer: Uint8Array, message: Uint8Array) => string | undefined;
  /** MSA-1 after which the same message is sent again. */
  readonly retryOn: readonly string[];
}

/** HL7 over HTTP: a message is posted, and answered by its acknowledgment. MSH-10 tells a message that came before. */
export const createHl7Destination = (options: Hl7DestinationOptions): Destination => ({
  deliver: async (version) => {
    const message = await options.render(version);
    const answer = await authorizedAnswer(options, {
      url: options.url,
      headers: { 'content-type': 'application/hl7-v2', accept: 'application/hl7-v2' },
      body: message,
    });
    // many say by the status what they say by MSA-1 as well: an acknowledgment of this message decides
    const code = options.readCode(answer.body, message);
    if (code === undefined && !isSuccess(answer)) throw answerFailure(answer, options.clock);
    const cause = new Error(answer.body.toString('utf8'));
    if (code === undefined)
      throw new AdapterError('NoAcknowledgment', 'ambiguous', 'The answer acknowledges nothing', { cause });
    if (code === 'AA' || code === 'CA') return { state: 'delivered' };
    // whatever else stands there is not for a log
    if (!refusals.has(code))
      throw new AdapterError('UnknownAcknowledgment', 'permanent', 'The answer is none of HL7', { cause });
    throw new AdapterError(
      code,
      options.retryOn.includes(code) ? 'transient' : 'permanent',
      'The destination refused the message',
      { cause },
    );
  },
});
