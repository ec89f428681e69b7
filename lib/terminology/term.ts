import * as z from 'zod';

/** One line of a site's map: what a source's code and unit mean. */
export const termSchema = z.object({
  /** OBX-3 as sent; empty in a line that is about a unit alone. */
  code: z.string().optional(),
  /** Its coding system as sent; any where it is empty. */
  system: z.string().optional(),
  /** The line holds only for results in this unit, as sent. */
  unit: z.string().optional(),
  /** The line holds only for these specimens: SPM-4 as sent. */
  specimens: z.array(z.string()).optional(),
  loinc: z.string().optional(),
  display: z.string().optional(),
  /** What the unit is in UCUM. Without a `unit` as sent it is the unit of results that bring none. */
  ucum: z.string().optional(),
  /** Results are delivered in this unit besides, by this factor and offset. */
  conversion: z.object({ to: z.string(), factor: z.number(), offset: z.number() }).optional(),
});

export type Term = z.infer<typeof termSchema>;
