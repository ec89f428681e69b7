import * as z from 'zod';
import { conceptSchema, identifierSchema, noteSchema, personSchema } from './concept.ts';
import { observationSchema } from './observation.ts';
import { patientSchema } from './patient.ts';
import { specimenSchema } from './specimen.ts';

/** One ordered service, as one message states it. Results find their patient by it. */
export const orderSchema = z.object({
  messageId: z.string(),
  source: z.string(),
  /** The ORC or OBR it came from: `ORC[1]`. */
  at: z.string(),
  /** MSH-7, milliseconds since 1970: of two statements about one order the newer stands. */
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
  /** What was told with the order: answers to questions at order entry, earlier results. */
  observations: z.array(observationSchema),
  notes: z.array(noteSchema),
});

export type Order = z.infer<typeof orderSchema>;
