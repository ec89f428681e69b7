import * as z from 'zod';
import { reportVersionSchema } from './report.ts';

/**
 * One report version for one destination. Carries the whole report; where that is too long for
 * the queue it carries none, and the reader takes the version from the store.
 */
export const updateSchema = z.object({
  schema: z.literal('labwire.report.v1'),
  destination: z.string(),
  reportKey: z.string(),
  version: z.number().int().positive(),
  /** A message was read again: what it tells of is not new. */
  isReplay: z.literal(true).optional(),
  content: reportVersionSchema.optional(),
});

/** Which report version an update is about; what a log may say of it. */
export const updateIdsSchema = updateSchema.pick({ destination: true, reportKey: true, version: true });

export type Update = z.infer<typeof updateSchema>;

/** How far one destination is with one report. */
export const deliverySchema = z.object({
  destination: z.string(),
  reportKey: z.string(),
  version: z.number().int().positive(),
  /** `parked`: refused for good; a person decides. */
  state: z.enum(['delivered', 'parked']),
  at: z.string(),
  /** Why it was parked: a code, and what the destination answered. */
  failure: z.object({ code: z.string(), answer: z.string().optional() }).optional(),
});

export type Delivery = z.infer<typeof deliverySchema>;
