import type { Destination } from '../../ports/destination.ts';
import type { DeliverDependencies, WithCodes } from '../kind.ts';
import type { EventBridgeConfig } from './schema.ts';

/** Announces each update on the bus. An update that is sent twice is two events with the same version. */
export const createDestination = (
  { bus }: WithCodes<EventBridgeConfig>,
  { events }: Pick<DeliverDependencies, 'events'>,
): Destination => ({
  outcome: 'delivered',
  deliver: async (content, update) => {
    await events.send(bus, { ...update, content });
  },
});
