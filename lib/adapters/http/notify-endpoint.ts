import type { Subscription } from '../../model/subscription.ts';
import type { Clock } from '../../shared/clock.ts';
import { answerFailure } from './answer-failure.ts';
import { isSuccess } from './authorized-post.ts';
import { createHttpClient } from './http-client.ts';

/**
 * Posts notifications to the endpoints of subscribers. Redirections are not followed.
 * @throws AdapterError from the function, if the endpoint does not answer with 2xx
 */
export function createNotifier(timeoutMs: number, clock: Clock) {
  const http = createHttpClient({ timeoutMs });
  return async ({ endpoint, authorization }: Subscription, notification: object): Promise<void> => {
    const answer = await http({
      method: 'POST',
      url: endpoint,
      headers: {
        'content-type': 'application/fhir+json',
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: JSON.stringify(notification),
    });
    if (!isSuccess(answer)) throw answerFailure(answer, clock);
  };
}
