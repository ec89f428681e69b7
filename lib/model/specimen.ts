import * as z from 'zod';
import { conceptSchema, identifierSchema, noteSchema } from './concept.ts';
import { timestampSchema } from './timestamp.ts';

export const specimenSchema = z.object({
  placerId: identifierSchema.optional(),
  fillerId: identifierSchema.optional(),
  containerId: identifierSchema.optional(),
  /** Where the specimen is in more than one. */
  otherContainerIds: z.array(identifierSchema).optional(),
  accessionId: identifierSchema.optional(),
  type: conceptSchema.optional(),
  /** HL7 table 0369; empty means patient. */
  roles: z.array(z.string()),
  collected: timestampSchema.optional(),
  received: timestampSchema.optional(),
  rejectReasons: z.array(conceptSchema),
  conditions: z.array(conceptSchema),
  notes: z.array(noteSchema),
});

export type Specimen = z.infer<typeof specimenSchema>;
