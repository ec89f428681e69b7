import * as z from 'zod';
import { claimCheckSchema } from './claim-check.ts';
import { reportVersionSchema } from './report.ts';

/** Why an update is sent. */
export const updateReasonSchema = z.enum([
  /** The first that the destination hears of the report. */
  'new',
  /** More of it, or a later status: a preliminary result is final. */
  'updated',
  /** A result that was final is another now. */
  'corrected',
  /** The order was cancelled, or the report was taken back. */
  'cancelled',
  /** Its patient was merged into another. */
  'merged',
  /** A message was read again: what it tells of is not new. */
  'replayed',
]);

/**
 * One report version, whole, for one destination: the body of an entry of a destination's queue. It holds
 * `content`, or where that is too long a `claim` to it.
 */
export const updateSchema = z.object({
  schema: z.literal('labwire.report.v1'),
  destination: z.string(),
  reportKey: z.string(),
  version: z.number().int().positive(),
  reason: updateReasonSchema.default('updated'),
  /** A STAT order (TQ1-9 S), or any other. */
  priority: z.enum(['stat', 'routine']).default('routine'),
  /** The version that was for destinations before this one. */
  previous: z.number().int().positive().optional(),
  /** The message that made the version. */
  messageId: z.string().default(''),
  /** Somebody asked for the same version once more; names that wish. */
  redelivery: z.string().optional(),
  content: reportVersionSchema.optional(),
  claim: claimCheckSchema.optional(),
});

/** Which report version an update is about; what a log may say of it. */
export const updateIdsSchema = updateSchema.pick({
  messageId: true,
  destination: true,
  reportKey: true,
  version: true,
});

export type UpdateReason = z.infer<typeof updateReasonSchema>;
export type Update = z.infer<typeof updateSchema>;
