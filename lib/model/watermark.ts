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

/** A time that one message gives, as precise as it was sent. */
export const clockSchema = z.object({
  /** When it begins: milliseconds since 1970. */
  at: z.number(),
  /** Its day on the source's wall: 20260302. */
  day: z.number().int(),
  /** How many digits of YYYYMMDDHHMMSS.SSS were sent: 4, 6, 8, 10, 12, 14 or more. */
  digits: z.number().int(),
  /** Sent without a zone in the hours that come twice when the clocks go back: from when to when those are. */
  twice: z.object({ from: z.number(), to: z.number() }).optional(),
});

/** What a message says of when it was made; a time that cannot be is left out. */
export const clocksSchema = z.object({
  /** OBR-22; of a document TXA-8. */
  reported: clockSchema.optional(),
  /** MSH-7. */
  sent: clockSchema.optional(),
  /** MSH-13. */
  sequence: z.number().optional(),
  /** MSH-10, where it is a number. */
  control: z.number().optional(),
  /** Whose numbers MSH-13 and MSH-10 are. */
  sender: z.string(),
});

export type Clock = z.infer<typeof clockSchema>;
export type Clocks = z.infer<typeof clocksSchema>;
