import * as z from 'zod';
import { conceptSchema, identifierSchema, noteSchema, personSchema } from './concept.ts';
import { observationSchema } from './observation.ts';
import { patientSchema } from './patient.ts';
import { specimenSchema } from './specimen.ts';
import { timestampSchema } from './timestamp.ts';

/** An order, as its newest message states it. */
export const orderSchema = z.object({
  /** Derived from its strongest number and its service, so the same order always has the same key. */
  key: z.string(),
  /** Every name under which the order is stored. A later change is written under each. */
  aliases: z.array(z.string()).optional(),
  messageId: z.string(),
  source: z.string(),
  /** The place of its ORC or OBR: `ORC[1]`. */
  at: z.string(),
  /** MSH-7, milliseconds since 1970. The newest message counts. */
  asOf: z.number(),
  /** The time of the order in its present form. Answers and results do not change it. */
  orderedAt: z.number().optional(),
  /** MSH-11: P, T or D. */
  processingId: z.string(),
  placerOrder: identifierSchema.optional(),
  fillerOrder: identifierSchema.optional(),
  /** ORC-1, HL7 table 0119: NW new, CA cancel, DC discontinue, XO change, SC status, … */
  control: z.string().optional(),
  /** ORC-5, HL7 table 0038. */
  status: z.string().optional(),
  service: conceptSchema.optional(),
  /** HL7 table 0485: S at once, A as soon as possible, R routine, … */
  priority: z.string().optional(),
  /** OBR-11, HL7 table 0065. */
  specimenAction: z.string().optional(),
  observed: timestampSchema.optional(),
  orderingProvider: personSchema.optional(),
  clinicalInformation: z.string().optional(),
  patient: patientSchema.optional(),
  specimens: z.array(specimenSchema),
  /** Answers to questions at order entry, and earlier results sent with the order. */
  answers: z.array(observationSchema),
  notes: z.array(noteSchema),
  /**
   * The instruments' answers to the order, by source: OK, UA unable, CR cancelled, UC unable to cancel (table
   * 0119).
   */
  told: z
    .record(z.string(), z.object({ answer: z.string(), messageId: z.string(), answeredAt: z.string() }))
    .optional(),
});

export type Order = z.infer<typeof orderSchema>;

/** An order with every name by which results and analyzers may ask for it. */
export interface NamedOrder {
  readonly aliases: readonly string[];
  readonly order: Order;
}
