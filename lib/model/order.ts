import * as z from 'zod';
import { conceptSchema, identifierSchema, personSchema } from './concept.ts';
import { patientSchema } from './patient.ts';
import { specimenSchema } from './specimen.ts';

/** One ordered service, as one message states it. */
export const orderSchema = z.object({
  messageId: z.string(),
  source: z.string(),
  /** The ORC or OBR it came from: `ORC[1]`. */
  at: z.string(),
  /** MSH-7, milliseconds since 1970. */
  asOf: z.number(),
  /** ORC-1, HL7 table 0119: NW new, CA cancel, XO change, … */
  control: z.string().optional(),
  /** ORC-5, HL7 table 0038. */
  status: z.string().optional(),
  placerOrder: identifierSchema.optional(),
  fillerOrder: identifierSchema.optional(),
  service: conceptSchema.optional(),
  orderingProvider: personSchema.optional(),
  clinicalInformation: z.string().optional(),
  patient: patientSchema.optional(),
  specimens: z.array(specimenSchema),
});

/** A message's word for whose an order or a specimen is: what a result that names no patient goes by. */
export const ownerSchema = z.object({
  patient: patientSchema,
  messageId: z.string(),
  source: z.string(),
  at: z.string(),
  asOf: z.number(),
});

export type Order = z.infer<typeof orderSchema>;
export type Owner = z.infer<typeof ownerSchema>;
