import { authorizedPost } from '../../adapters/http/authorized-post.ts';
import { reachOverHttp } from '../../adapters/http/reach.ts';
import type { Destination } from '../../ports/destination.ts';
import type { DeliverDependencies, WithCodes } from '../kind.ts';
import { renderFhirUpdate } from './render.ts';
import type { FhirConfig } from './schema.ts';
import { transactionFailure } from './transaction-answer.ts';

/**
 * A FHIR R4 server that accepts transactions at its base address. A conditional update that is sent twice has
 * the effect of one.
 */
export function createDestination(
  config: WithCodes<FhirConfig>,
  dependencies: Pick<DeliverDependencies, 'laboratory' | 'readSecret' | 'clock'>,
): Destination {
  const reach = reachOverHttp(config, dependencies);
  return {
    outcome: 'delivered',
    deliver: async (version) => {
      const update = renderFhirUpdate(version, config, dependencies.laboratory);
      const answer = await authorizedPost(await reach(), {
        url: config.url,
        headers: {
          'content-type': 'application/fhir+json',
          accept: 'application/fhir+json',
          // the server need not return anything
          prefer: 'return=minimal',
        },
        body: update.json,
      });
      const failure = transactionFailure(answer, update.entries);
      if (failure !== undefined) throw failure;
    },
  };
}
