import * as z from 'zod';

/** One HL7 message on its way to a destination that the gateway reaches. */
export const outboundEntrySchema = z.object({
  schema: z.literal('labwire.outbound.v1'),
  destination: z.string(),
  /** Base64. */
  message: z.string(),
});

export type OutboundEntry = z.infer<typeof outboundEntrySchema>;
