import * as z from 'zod';

export const addressSchema = z.object({
  lines: z.array(z.string()),
  city: z.string().optional(),
  state: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string().optional(),
  county: z.string().optional(),
  /** HL7 table 0190: H home, M mailing, … Only of a patient's address. */
  type: z.string().optional(),
});

export type Address = z.infer<typeof addressSchema>;
