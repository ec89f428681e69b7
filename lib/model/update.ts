import * as z from 'zod';
import { claimCheckSchema } from './claim-check.ts';
import { reportVersionSchema } from './report.ts';

/** Why an update is sent. */
export const updateReasonSchema = z.enum([
  /** The destination receives the report for the first time. */
  'new',
  /** The report has more results, or a later status: for example, a preliminary result became final. */
  'updated',
  /** A final result changed. */
  'corrected',
  /** The order was cancelled, or the report was withdrawn. */
  'cancelled',
  /** The patient was merged into another. */
  'merged',
  /** A message was replayed, so the content may not be new. */
  'replayed',
]);

/**
 * One complete report version for one destination: the body of an entry in a destination's queue. It has
 * `content`, or a `claim` if the content is too long.
 */
export const updateSchema = z.object({
  schema: z.literal('labwire.report.v1'),
  destination: z.string(),
  reportKey: z.string(),
  version: z.number().int().positive(),
  reason: updateReasonSchema.default('updated'),
  /** `stat`: TQ1-9 is S. */
  priority: z.enum(['stat', 'routine']).default('routine'),
  /** The version published before this one. */
  previous: z.number().int().positive().optional(),
  /** The message that made the version. */
  messageId: z.string().default(''),
  /** A person asked for the same version again; this is the id of the request. */
  redelivery: z.string().optional(),
  content: reportVersionSchema.optional(),
  claim: claimCheckSchema.optional(),
});

/** The report version that an update is about: the part of an update that may be logged. */
export const updateIdsSchema = updateSchema.pick({
  messageId: true,
  destination: true,
  reportKey: true,
  version: true,
});

export type UpdateReason = z.infer<typeof updateReasonSchema>;
export type Update = z.infer<typeof updateSchema>;
