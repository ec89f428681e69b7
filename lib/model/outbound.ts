import * as z from 'zod';
import { claimCheckSchema } from './claim-check.ts';

/** One HL7 message on its way to whom the gateway reaches: an instrument, or an EHR. */
export const outboundEntrySchema = z.object({
  schema: z.literal('labwire.outbound.v1'),
  destination: z.string(),
  /** Base64; where it is too long for the queue, a claim to the object that it is. */
  message: z.string().optional(),
  claim: claimCheckSchema.optional(),
  /** The report version that it is, where it is one: its receipt names it. */
  report: z
    .object({ key: z.string(), version: z.number().int().positive(), redelivery: z.string().optional() })
    .optional(),
});

export type OutboundEntry = z.infer<typeof outboundEntrySchema>;
