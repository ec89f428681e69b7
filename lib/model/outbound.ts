import * as z from 'zod';

/** One HL7 message on its way to whom the gateway reaches: an instrument, or an EHR. */
export const outboundEntrySchema = z.object({
  schema: z.literal('labwire.outbound.v1'),
  destination: z.string(),
  /** Base64. */
  message: z.string(),
  /** The report version that it is, where it is one: its receipt names it. */
  report: z.object({ key: z.string(), version: z.number().int().positive() }).optional(),
});

export type OutboundEntry = z.infer<typeof outboundEntrySchema>;
