import * as z from 'zod';
import { conceptSchema, identifierSchema, noteSchema } from './concept.ts';
import { timestampSchema } from './timestamp.ts';

/** A collected amount. */
export const amountSchema = z.object({ number: z.string(), unit: conceptSchema.optional() });

export const specimenSchema = z.object({
  /** The place in the message: `SPM[1]`. Orders without SPM describe the specimen in OBR. */
  at: z.string().optional(),
  placerId: identifierSchema.optional(),
  fillerId: identifierSchema.optional(),
  containerId: identifierSchema.optional(),
  /** Further containers of the specimen. */
  otherContainerIds: z.array(identifierSchema).optional(),
  /** SPM-3: the specimens from which it was made. */
  parentIds: z.array(identifierSchema).optional(),
  accessionId: identifierSchema.optional(),
  type: conceptSchema.optional(),
  /** SPM-5. */
  typeModifiers: z.array(conceptSchema).optional(),
  /** SPM-6, OBR-15.2. */
  additives: z.array(conceptSchema).optional(),
  /** How it was collected: SPM-7, OBR-15.6. */
  method: conceptSchema.optional(),
  /** The place in the body: SPM-8, OBR-15.4. */
  bodySite: conceptSchema.optional(),
  /** SPM-9, OBR-15.5: left, upper, … Two sides are two places. */
  bodySiteModifiers: z.array(conceptSchema).optional(),
  /** The collected amount: SPM-12, OBR-9. */
  quantity: amountSchema.optional(),
  /** SPM-14, OBR-15.3. */
  description: z.string().optional(),
  /** SPM-27. */
  containerType: conceptSchema.optional(),
  /** SAC-8, HL7 table 0370: I identified, P in position, O in process, R completed, … */
  containerStatus: z.string().optional(),
  /** HL7 table 0369; empty means patient. */
  roles: z.array(z.string()),
  collected: timestampSchema.optional(),
  /** SPM-17.2: the end of a timed collection. */
  collectedEnd: timestampSchema.optional(),
  received: timestampSchema.optional(),
  rejectReasons: z.array(conceptSchema),
  conditions: z.array(conceptSchema),
  notes: z.array(noteSchema),
});

export type Specimen = z.infer<typeof specimenSchema>;
