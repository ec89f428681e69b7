import { acknowledgmentCodeOf } from '@labwire/hl7/ack';
import type { ReadSecret } from '../lib/adapters/aws/secrets.ts';
import { createFhirDestination } from '../lib/adapters/http/fhir-destination.ts';
import { createHl7Destination } from '../lib/adapters/http/hl7-destination.ts';
import { reachOverHttp } from '../lib/adapters/http/reach.ts';
import type { SqsOutboundQueue } from '../lib/adapters/sqs/sqs-queues.ts';
import { renderFhirUpdate, renderHl7Update } from '../lib/app/deliver/render-update.ts';
import type { RunScript } from '../lib/normalize/transform/script-runner.ts';
import type { Destination } from '../lib/ports/destination.ts';
import { oruControlId } from '../lib/render/hl7/oru.ts';
import { AdapterError } from '../lib/shared/adapter-error.ts';
import type { Clock } from '../lib/shared/clock.ts';
import type { DestinationConfig } from '../lib/site/destination.ts';
import type { Site } from '../lib/site/site.ts';

export interface DestinationDependencies {
  readonly laboratory: Site['laboratory'];
  readonly runScript: RunScript | undefined;
  readonly readSecret: ReadSecret;
  readonly clock: Clock;
  /** Where messages wait for the gateway. */
  readonly sendOutbound: SqsOutboundQueue['send'];
}

/** What hands updates to a destination, by its kind. */
export function createDestination(
  config: Exclude<DestinationConfig, { kind: 'queue' }>,
  dependencies: DestinationDependencies,
): Destination {
  const { laboratory } = dependencies;
  if (config.kind === 'mllp')
    return {
      deliver: async (version, { redelivery }) => {
        const message = await renderHl7Update(version, config, dependencies);
        const { key } = version.report;
        await dependencies
          .sendOutbound(
            { destination: config.id, message, report: { key, version: version.version, redelivery } },
            {
              group: version.sequenceGroup,
              id: `${oruControlId(version)}${redelivery === undefined ? '' : `-${redelivery}`}`,
            },
          )
          .catch((cause: unknown) => {
            // whatever is wrong with our own queue is not this report's fault
            throw new AdapterError('MessageNotQueued', 'transient', 'The gateway was not handed it', {
              cause,
            });
          });
        return { state: 'handed-over' };
      },
    };
  const reach = reachOverHttp(config, dependencies);
  return {
    deliver: async (version, options) => {
      const way = await reach();
      const destination =
        config.kind === 'fhir'
          ? createFhirDestination({
              ...way,
              url: config.url,
              render: (one) => renderFhirUpdate(one, config, laboratory),
            })
          : createHl7Destination({
              ...way,
              url: config.url,
              retryOn: config.hl7.retryOn,
              render: (one) => renderHl7Update(one, config, dependencies),
              readCode: acknowledgmentCodeOf,
            });
      return destination.deliver(version, options);
    },
  };
}
