import * as z from 'zod';

/** The body of an entry of the inbound queue: see `InboundEntry`. */
export const inboundEntrySchema = z.object({
  messageId: z.string(),
  lookups: z
    .object({
      aliases: z.array(z.string()),
      patients: z.array(z.string()),
      numbers: z.array(z.string()).optional(),
      gatedSource: z.string().optional(),
    })
    .optional(),
  occasion: z.enum(['again', 'awaited', 'asked']).optional(),
});

/** The part of an entry that may be logged. */
export const inboundIdsSchema = inboundEntrySchema.pick({ messageId: true });
