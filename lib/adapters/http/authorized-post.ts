import type { Clock } from '../../shared/clock.ts';
import { answerFailure } from './answer-failure.ts';
import type { Authorization } from './authorization.ts';
import type { HttpAnswer, HttpClient } from './http-client.ts';

export interface AuthorizedHttp {
  readonly http: HttpClient;
  readonly authorization: Authorization;
  readonly clock: Clock;
}

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/**
 * Posts a body and returns the answer.
 * @throws AdapterError if the answer is not a success
 */
export async function authorizedPost(way: AuthorizedHttp, request: PostRequest): Promise<HttpAnswer> {
  const answer = await authorizedAnswer(way, request);
  if (isSuccess(answer)) return answer;
  throw answerFailure(answer, way.clock);
}

export const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

/** Posts a body and returns any answer. If the destination refuses the token, a new token is tried once. */
export async function authorizedAnswer(
  { http, authorization }: AuthorizedHttp,
  request: PostRequest,
): Promise<HttpAnswer> {
  const send = async (): Promise<HttpAnswer> => {
    const header = await authorization.header();
    return http({
      method: 'POST',
      ...request,
      headers: { ...request.headers, ...(header === undefined ? {} : { authorization: header }) },
    });
  };
  const answer = await send();
  if (answer.status !== 401) return answer;
  authorization.forget();
  return send();
}
