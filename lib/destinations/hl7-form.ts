import { isKnownCharset } from '@labwire/hl7/charset/character-sets';
import * as z from 'zod';

const hl7FormSchema = z.strictObject({
  version: z.enum(['2.3.1', '2.4', '2.5.1']).default('2.5.1'),
  /** MSH-18. */
  charset: z
    .string()
    .refine(isKnownCharset, 'not a character set of HL7 table 0211')
    .default('UNICODE UTF-8'),
  /** MSH-5 and MSH-6. */
  application: z.string().min(1).optional(),
  facility: z.string().min(1).optional(),
  /** MSH-4. Default: the laboratory's name. */
  sendingFacility: z.string().min(1).optional(),
  /** A TypeScript file in the site's folder that changes the message before it is sent. */
  script: z
    .string()
    .regex(/^scripts\/[\w-]+\.ts$/, 'name a file of the site such as scripts/to-ehr.ts')
    .optional(),
  /**
   * Acknowledgment codes after which the same message is sent again. By the standard, a message that was
   * answered with AE must not be sent again unchanged, so by default it is parked and blocks no other update.
   */
  retryOn: z.array(z.enum(['AE', 'AR', 'CE', 'CR'])).default([]),
});

export type Hl7Form = z.infer<typeof hl7FormSchema>;

/** The settings of destinations that receive HL7 v2. */
export const asHl7 = { hl7: hl7FormSchema.default(hl7FormSchema.parse({})) };
