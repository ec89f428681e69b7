import * as z from 'zod';

/** One line of a site's map: the meaning of a source's code and unit. */
export const termSchema = z.object({
  /** OBX-3 as sent; empty in a line about a unit only. */
  code: z.string().optional(),
  /** The sub-code of an analyte or reading. Default: the main result of the code. */
  sub: z.string().optional(),
  /** The coding system of the code, as sent. Default: any. */
  system: z.string().optional(),
  /** The line applies only to results in this unit, as sent. */
  unit: z.string().optional(),
  /** The line applies only to these specimens: SPM-4 as sent. */
  specimens: z.array(z.string()).optional(),
  loinc: z.string().optional(),
  display: z.string().optional(),
  /** The unit in UCUM. If `unit` is empty, this is the unit of results that have none. */
  ucum: z.string().optional(),
  /** Results are also delivered in this unit, converted by this factor and offset. */
  conversion: z.object({ to: z.string(), factor: z.number(), offset: z.number() }).optional(),
});

export type Term = z.infer<typeof termSchema>;
