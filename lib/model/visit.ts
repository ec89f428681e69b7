import * as z from 'zod';
import { identifierSchema, personSchema } from './concept.ts';

/** The visit that an order belongs to, and the patient's location. */
export const visitSchema = z.object({
  /** HL7 table 0004: I inpatient, O outpatient, E emergency, … */
  patientClass: z.string().optional(),
  number: identifierSchema.optional(),
  attending: personSchema.optional(),
  /** Point of care, room, bed, facility. */
  location: z
    .object({
      pointOfCare: z.string().optional(),
      room: z.string().optional(),
      bed: z.string().optional(),
      facility: z.string().optional(),
    })
    .optional(),
});

export type Visit = z.infer<typeof visitSchema>;
