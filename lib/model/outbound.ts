import * as z from 'zod';
import { claimCheckSchema } from './claim-check.ts';

/** One HL7 message for the gateway to send to an instrument or an EHR. */
export const outboundEntrySchema = z.object({
  schema: z.literal('labwire.outbound.v1'),
  destination: z.string(),
  /** Base64. If the message is too long for the queue, a claim check takes its place. */
  message: z.string().optional(),
  claim: claimCheckSchema.optional(),
  /** The report version in the message, if there is one. The receipt names it. */
  report: z
    .object({ key: z.string(), version: z.number().int().positive(), redelivery: z.string().optional() })
    .optional(),
});

export type OutboundEntry = z.infer<typeof outboundEntrySchema>;
