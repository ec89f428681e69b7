import type { ReportVersion } from '../../model/report.ts';
import type { Destination } from '../../ports/destination.ts';
import { type AuthorizedHttp, authorizedPost } from './authorized-post.ts';

export interface FhirDestinationOptions extends AuthorizedHttp {
  readonly url: string;
  /** Makes the transaction bundle of a report version, as JSON. */
  readonly render: (version: ReportVersion) => string;
}

/** A FHIR R4 server that takes transactions at its base address. A conditional update twice has the effect of once. */
export const createFhirDestination = (options: FhirDestinationOptions): Destination => ({
  deliver: async (version) => {
    await authorizedPost(options, {
      url: options.url,
      headers: {
        'content-type': 'application/fhir+json',
        accept: 'application/fhir+json',
        // what was sent need not come back
        prefer: 'return=minimal',
      },
      body: options.render(version),
    });
    return { state: 'delivered' };
  },
});
