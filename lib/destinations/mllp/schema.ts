import * as z from 'zod';
import { peerSchema } from '../../shared/peer.ts';
import { asHl7 } from '../hl7-form.ts';
import { common, paced } from '../settings.ts';

/** An EHR that listens to MLLP, in a network that the gateway is in. */
export const schema = z.strictObject({
  kind: z.literal('mllp'),
  ...common,
  ...asHl7,
  ...paced,
  /** Where the EHR listens; the gateway connects to it. */
  to: peerSchema,
});

export type MllpConfig = z.infer<typeof schema>;
