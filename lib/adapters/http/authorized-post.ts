import type { Clock } from '../../shared/clock.ts';
import { answerFailure } from './answer-failure.ts';
import type { Authorization } from './authorization.ts';
import type { HttpAnswer, HttpClient } from './http-client.ts';

export interface AuthorizedHttp {
  readonly http: HttpClient;
  readonly authorization: Authorization;
  readonly clock: Clock;
}

/**
 * Posts a body; a token that is not taken any more is replaced once.
 * @throws AdapterError where the answer is no success
 */
export async function authorizedPost(
  { http, authorization, clock }: AuthorizedHttp,
  request: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | Uint8Array;
  },
): Promise<HttpAnswer> {
  const send = async (): Promise<HttpAnswer> => {
    const header = await authorization.header();
    return http({
      method: 'POST',
      ...request,
      headers: { ...request.headers, ...(header === undefined ? {} : { authorization: header }) },
    });
  };
  let answer = await send();
  if (answer.status === 401) {
    authorization.forget();
    answer = await send();
  }
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw answerFailure(answer, clock);
}
