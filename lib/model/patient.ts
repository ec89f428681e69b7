import * as z from 'zod';
import { identifierSchema, noteSchema } from './concept.ts';
import { timestampSchema } from './timestamp.ts';
import { watermarkSchema } from './watermark.ts';

export const humanNameSchema = z.object({
  family: z.string().optional(),
  given: z.array(z.string()),
  prefix: z.string().optional(),
  suffix: z.string().optional(),
  /** HL7 table 0200: L legal, M maiden, … */
  use: z.string().optional(),
});

export const addressSchema = z.object({
  lines: z.array(z.string()),
  city: z.string().optional(),
  state: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string().optional(),
});

/** A person as one message describes them. */
export const patientSchema = z.object({
  /** Derived from the identifier that leads; the same person of the same assigner has the same key. */
  key: z.string(),
  identifiers: z.array(identifierSchema),
  names: z.array(humanNameSchema),
  birthDate: timestampSchema.optional(),
  /** HL7 table 0001. */
  sex: z.string().optional(),
  addresses: z.array(addressSchema),
  phones: z.array(z.string()),
  account: identifierSchema.optional(),
  notes: z.array(noteSchema),
});

/** A patient was merged into another (ADT^A40). Both stay as they are; readers follow the link. */
export const patientLinkSchema = z.object({
  survivor: patientSchema,
  /** The message that said so, and where. */
  messageId: z.string(),
  source: z.string(),
  at: z.string(),
  watermark: watermarkSchema,
});

export type PatientLink = z.infer<typeof patientLinkSchema>;
export type HumanName = z.infer<typeof humanNameSchema>;
export type Address = z.infer<typeof addressSchema>;
export type Patient = z.infer<typeof patientSchema>;
