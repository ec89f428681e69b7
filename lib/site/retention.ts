import * as z from 'zod';

const yearsSchema = z.number().int().min(1).max(100);

/**
 * Years for which data are kept. The defaults follow 42 CFR 493.1105: two years, and ten for pathology and,
 * by 21 CFR 606.160(d), for blood banks. States and accreditors may require more.
 */
export const retentionSchema = z.strictObject({
  /** Reports of sections that are in no class. */
  reports: yearsSchema.default(2),
  /** Reports by section, OBR-24 (HL7 table 0074). The first class with the section counts. */
  classes: z
    .array(z.strictObject({ sections: z.array(z.string().min(1)).min(1), years: yearsSchema }))
    .default([
      { sections: ['SP', 'CP', 'PAT', 'CTH', 'OSL'], years: 10 },
      { sections: ['BLB'], years: 10 },
    ]),
  /** Messages as received, once nothing of them is held. */
  messages: yearsSchema.default(2),
  /** Results of control material. */
  controls: yearsSchema.default(2),
  /** The records of who read which data (45 CFR 164.316(b)(2)). */
  audit: yearsSchema.default(6),
});
