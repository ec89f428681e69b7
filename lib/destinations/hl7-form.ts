import { isKnownCharset } from '@labwire/hl7/charset/character-sets';
import * as z from 'zod';
import { isPassable } from '../model/pass-through.ts';
import { oidSchema } from '../shared/oid.ts';

const hl7FormSchema = z.strictObject({
  /** YAML reads `2.4` without quotes as a number. */
  version: z
    .preprocess((given) => (given === 2.4 ? '2.4' : given), z.enum(['2.3.1', '2.4', '2.5.1']))
    .default('2.5.1'),
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
  /** An implementation guide: results to an EHR (LRI), or to public health (ELR). */
  profile: z.enum(['lri', 'elr']).optional(),
  /** OIDs for the guide: of this sender (MSH-3), of the receiver (MSH-5, MSH-6), and of assigners by their name. */
  oids: z
    .strictObject({
      sendingApplication: oidSchema.optional(),
      application: oidSchema.optional(),
      facility: oidSchema.optional(),
      assigners: z.record(z.string().min(1), oidSchema).default({}),
    })
    .optional(),
  /** Fields and Z segments that come from the original messages. */
  passThrough: z
    .union([
      z.enum(['all', 'none']),
      z
        .array(
          z.string().refine(isPassable, 'not a field that passes through, nor a Z segment: docs/fields.md'),
        )
        .min(1),
    ])
    .default('none'),
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

/** Whether a message for the destination needs the original messages. Undefined: no. */
export const readsOriginals = ({ passThrough }: Pick<Hl7Form, 'passThrough'>): true | undefined =>
  passThrough === 'none' ? undefined : true;
