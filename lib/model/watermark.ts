import * as z from 'zod';

/**
 * The times by which statements about one thing are put in order, in whatever order they arrived: the time of
 * the status (OBR-22, otherwise MSH-7), then MSH-7, then the first receipt. Milliseconds since 1970.
 */
export const watermarkSchema = z.object({
  statusTime: z.number(),
  messageTime: z.number(),
  receivedTime: z.number(),
});

export type Watermark = z.infer<typeof watermarkSchema>;

/** A time in one message, with the precision that was sent. */
export const clockSchema = z.object({
  /** The start of the period that it names: milliseconds since 1970. */
  at: z.number(),
  /** Its local day at the source: 20260302. */
  day: z.number().int(),
  /** The number of digits of YYYYMMDDHHMMSS.SSS that were sent: 4, 6, 8, 10, 12, 14 or more. */
  digits: z.number().int(),
  /**
   * Set if the time has no zone and falls into the hours that occur twice when the clocks go back: the start
   * and end of those hours.
   */
  twice: z.object({ from: z.number(), to: z.number() }).optional(),
});

/** The times and counters of a message. Impossible times are left out. */
export const clocksSchema = z.object({
  /** OBR-22; for a document, TXA-8. */
  reported: clockSchema.optional(),
  /** MSH-7. */
  sent: clockSchema.optional(),
  /** MSH-7 in the zone of its source, for readers. Only if OBR-22 is missing. */
  sentAs: z.string().optional(),
  /** MSH-13: its digits, without leading zeros. */
  sequence: z.string().optional(),
  /** MSH-10 in the same form, if it consists of digits. */
  control: z.string().optional(),
  /** The sender to whom MSH-13 and MSH-10 belong. */
  sender: z.string(),
});

export type Clock = z.infer<typeof clockSchema>;
export type Clocks = z.infer<typeof clocksSchema>;
