import * as z from 'zod';
import { conceptSchema, identifierSchema } from './concept.ts';
import { observationSchema, reagentSchema } from './observation.ts';
import { timestampSchema } from './timestamp.ts';

/** The control material that was measured. */
const controlMaterialSchema = z.object({
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
  /** See `analyzerOf`. */
  analyzer: z.string(),
  /** MSH-7, or receipt if it is missing or impossible. Points of earlier releases lack it. */
  sentAt: z.iso.datetime().optional(),
  /** The first receipt of the message. Points of earlier releases lack it. */
  receivedAt: z.iso.datetime().optional(),
  /** SPM-11, HL7 table 0369. Empty if the source's own rules recognized the control. */
  roles: z.array(z.string()),
  material: controlMaterialSchema,
  /** The message itself does not say that it has controls: only the script of its source does. */
  byScript: z.literal(true).optional(),
  reagents: z.array(reagentSchema),
  /** Only if the message carries them. Numbers as written. */
  target: z.string().optional(),
  standardDeviation: z.string().optional(),
  calibrationId: z.string().optional(),
  observation: observationSchema,
  /** Other observations sent with the result: the supplemental OBX of IHE LAW. */
  supplements: z.array(observationSchema),
});

/**
 * The time of a control result: OBX-19, otherwise OBX-14, MSH-7, receipt. Undefined only for points that were stored without
 * any of these.
 */
export function measuredAt({ observation, sentAt, receivedAt }: QcPoint): Date | undefined {
  const { analyzed, observed } = observation;
  const time = analyzed?.iso ?? observed?.iso ?? sentAt ?? receivedAt;
  return time === undefined ? undefined : new Date(time);
}

export type ControlMaterial = z.infer<typeof controlMaterialSchema>;
export type QcPoint = z.infer<typeof qcPointSchema>;
