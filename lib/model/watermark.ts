import * as z from 'zod';

/**
 * Puts what messages say about one thing in order, whatever order they arrived in: the time the
 * laboratory gives the status (OBR-22, else MSH-7), then MSH-7, then when it was first received.
 * Milliseconds since 1970.
 */
export const watermarkSchema = z.object({
  statusTime: z.number(),
  messageTime: z.number(),
  receivedTime: z.number(),
});

export type Watermark = z.infer<typeof watermarkSchema>;
