import { isDelivered } from '../destinations/kinds.ts';
import type { Site } from './site.ts';

/** The destinations that functions of ours deliver to. An EHR that reads its queue itself is not one of them. */
export const deliveredDestinations = ({ destinations }: Site): Site['destinations'] =>
  destinations.filter(isDelivered);
