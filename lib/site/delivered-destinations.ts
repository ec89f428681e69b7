import type { Site } from './site.ts';

type Destination = Site['destinations'][number];

/**
 * Whether a function of ours delivers to the destination. Otherwise the EHR reads its update queue itself. The kind alone
 * tells, so that functions that deliver nothing need not hold what renders and sends.
 */
export const isDelivered = ({ kind }: Pick<Destination, 'kind'>): boolean => kind !== 'queue';

/** The destinations that functions of ours deliver to. */
export const deliveredDestinations = ({ destinations }: Site): Site['destinations'] =>
  destinations.filter(isDelivered);
