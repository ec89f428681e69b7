import * as z from 'zod';

/**
 * A moment with the precision that was sent. `iso` is a FHIR dateTime: a year, a month, a day, or a time of
 * day with its zone. `zone` names the origin of the zone: the message, or the source's configuration.
 */
export const timestampSchema = z.object({
  text: z.string(),
  iso: z.string(),
  zone: z.enum(['sent', 'source', 'none']),
});

export type Timestamp = z.infer<typeof timestampSchema>;
