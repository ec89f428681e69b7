import { authorizedPost } from '../../adapters/http/authorized-post.ts';
import { reachOverHttp } from '../../adapters/http/reach.ts';
import type { Destination } from '../../ports/destination.ts';
import type { DeliverDependencies, WithCodes } from '../kind.ts';
import { renderFhirUpdate } from './render.ts';
import type { FhirConfig } from './schema.ts';

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
    deliver: async (version) => {
      await authorizedPost(await reach(), {
        url: config.url,
        headers: {
          'content-type': 'application/fhir+json',
          accept: 'application/fhir+json',
          // the server need not return the resources
          prefer: 'return=minimal',
        },
        body: renderFhirUpdate(version, config, dependencies.laboratory),
      });
      return { state: 'delivered' };
    },
  };
}
