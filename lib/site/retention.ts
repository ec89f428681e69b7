import * as z from 'zod';

const yearsSchema = z.number().int().min(1).max(100);

/**
 * For how many years what is kept. The defaults are those of 42 CFR 493.1105: two years, and ten for
 * pathology and, by 21 CFR 606.160(d), for blood banks; states and accreditors ask for more.
 */
export const retentionSchema = z.strictObject({
  /** Reports of every section that no class names. */
  reports: yearsSchema.default(2),
  /** Reports by their section, OBR-24 (HL7 table 0074). The first class that names it counts. */
  classes: z
    .array(z.strictObject({ sections: z.array(z.string().min(1)).min(1), years: yearsSchema }))
    .default([
      { sections: ['SP', 'CP', 'PAT', 'CTH', 'OSL'], years: 10 },
      { sections: ['BLB'], years: 10 },
    ]),
  /** Messages as they came, once nothing of them waits. */
  messages: yearsSchema.default(2),
  /** Results of control material. */
  controls: yearsSchema.default(2),
  /** Who read what (45 CFR 164.316(b)(2)). */
  audit: yearsSchema.default(6),
});
