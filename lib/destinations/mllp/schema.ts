import * as z from 'zod';
import { peerSchema } from '../../shared/peer.ts';
import { asHl7 } from '../hl7-form.ts';
import { common, paced } from '../settings.ts';

/** An EHR that listens on MLLP in a network that the gateway can reach. */
export const schema = z.strictObject({
  kind: z.literal('mllp'),
  ...common,
  ...asHl7,
  ...paced,
  /** The EHR's address; the gateway connects to it. */
  to: peerSchema,
});

export type MllpConfig = z.infer<typeof schema>;
