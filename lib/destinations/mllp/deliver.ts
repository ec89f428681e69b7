import type { Destination } from '../../ports/destination.ts';
import { oruControlId } from '../../render/hl7/oru.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { DeliverDependencies, WithCodes } from '../kind.ts';
import { renderHl7Update } from '../render-hl7.ts';
import type { MllpConfig } from './schema.ts';

/** Queues a message for the gateway. The gateway's receipt later reports the outcome. */
export const createDestination = (
  config: WithCodes<MllpConfig>,
  dependencies: Pick<DeliverDependencies, 'laboratory' | 'runScript' | 'outbound'>,
): Destination => ({
  outcome: 'handed-over',
  deliver: async (version, { redelivery }, passed) => {
    const message = await renderHl7Update(version, config, dependencies, passed);
    const report = { key: version.report.key, version: version.version, redelivery };
    const id = oruControlId(version);
    await dependencies.outbound
      .send(
        { destination: config.id, message, report },
        { group: version.sequenceGroup, id: redelivery === undefined ? id : `${id}-${redelivery}` },
      )
      .catch((cause: unknown) => {
        // a fault of our own queue is not the fault of this report
        throw new AdapterError('MessageNotQueued', 'transient', 'The gateway was not handed it', { cause });
      });
  },
});
