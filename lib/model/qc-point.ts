import * as z from 'zod';
import { conceptSchema, identifierSchema } from './concept.ts';
import { observationSchema, reagentSchema } from './observation.ts';
import { timestampSchema } from './timestamp.ts';

/** What was measured instead of a patient's specimen. */
export const controlMaterialSchema = z.object({
  id: identifierSchema.optional(),
  product: conceptSchema.optional(),
  lot: z.string().optional(),
  expires: timestampSchema.optional(),
});

/** One result of control material. It is in no report, and names no patient. */
export const qcPointSchema = z.object({
  /** Derived from the message and the place in it: the same result is the same point. */
  id: z.string(),
  messageId: z.string(),
  source: z.string(),
  /** MSH-11: P, T or D. */
  processingId: z.string(),
  /** The instrument as OBX-18 names it, else the source. */
  analyzer: z.string(),
  /** SPM-11, HL7 table 0369; none where the source's own rules told it. */
  roles: z.array(z.string()),
  material: controlMaterialSchema,
  reagents: z.array(reagentSchema),
  /** Where the wire carries them; numbers as written. */
  target: z.string().optional(),
  standardDeviation: z.string().optional(),
  calibrationId: z.string().optional(),
  observation: observationSchema,
  /** What else was said beside the result: the supplemental OBX of IHE LAW. */
  supplements: z.array(observationSchema),
});

export type ControlMaterial = z.infer<typeof controlMaterialSchema>;
export type QcPoint = z.infer<typeof qcPointSchema>;
