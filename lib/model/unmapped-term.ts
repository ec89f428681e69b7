import * as z from 'zod';

/** A code without LOINC, or a unit that is no UCUM, with an example of where it came. */
export const unmappedTermSchema = z.object({
  source: z.string(),
  /** What is not known of it. */
  lacks: z.enum(['loinc', 'ucum', 'both']),
  code: z.string(),
  system: z.string().optional(),
  display: z.string().optional(),
  /** As sent. */
  unit: z.string().optional(),
  /** Where the unit can be read. */
  ucum: z.string().optional(),
  messageId: z.string(),
  /** `OBX[2]`. */
  at: z.string(),
});

export type UnmappedTerm = z.infer<typeof unmappedTermSchema>;
