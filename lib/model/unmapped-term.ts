import * as z from 'zod';

/** A code without LOINC code, or a unit that is not UCUM, with an example of its use. */
export const unmappedTermSchema = z.object({
  source: z.string(),
  /** The part that has no mapping. */
  lacks: z.enum(['loinc', 'ucum', 'both']),
  code: z.string(),
  system: z.string().optional(),
  display: z.string().optional(),
  /** As sent. */
  unit: z.string().optional(),
  /** Only if the unit can be read. */
  ucum: z.string().optional(),
  messageId: z.string(),
  /** `OBX[2]`. */
  at: z.string(),
});

export type UnmappedTerm = z.infer<typeof unmappedTermSchema>;
