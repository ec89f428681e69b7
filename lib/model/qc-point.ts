import * as z from 'zod';
import { conceptSchema, identifierSchema } from './concept.ts';
import { observationSchema, reagentSchema } from './observation.ts';
import { timestampSchema } from './timestamp.ts';

/** The control material that was measured. */
export const controlMaterialSchema = z.object({
  id: identifierSchema.optional(),
  product: conceptSchema.optional(),
  lot: z.string().optional(),
  expires: timestampSchema.optional(),
});

/** One result of control material. It is in no report and names no patient. */
export const qcPointSchema = z.object({
  /** Derived from the message and the place in it, so the same result always has the same id. */
  id: z.string(),
  messageId: z.string(),
  source: z.string(),
  /** MSH-11: P, T or D. */
  processingId: z.string(),
  /** The instrument in OBX-18; otherwise the source. */
  analyzer: z.string(),
  /** SPM-11, HL7 table 0369. Empty if the source's own rules recognized the control. */
  roles: z.array(z.string()),
  material: controlMaterialSchema,
  reagents: z.array(reagentSchema),
  /** Only if the message carries them. Numbers as written. */
  target: z.string().optional(),
  standardDeviation: z.string().optional(),
  calibrationId: z.string().optional(),
  observation: observationSchema,
  /** Other observations sent with the result: the supplemental OBX of IHE LAW. */
  supplements: z.array(observationSchema),
});

export type ControlMaterial = z.infer<typeof controlMaterialSchema>;
export type QcPoint = z.infer<typeof qcPointSchema>;
