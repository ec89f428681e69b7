import * as z from 'zod';
import { codingSchema } from './concept.ts';

/**
 * A number of an order, a report or a specimen. `result`: the patient and the minute of results that have no
 * number. `parent`, `parent-placer`: the filler's and the placer's number of the order that
 * the report is a child of (OBR-29). `document`: TXA-12.
 */
export const reportNumberSchema = z.object({
  kind: z.enum(['document', 'filler', 'placer', 'specimen', 'result', 'parent', 'parent-placer']),
  value: z.string(),
  /** The assigner, if the message names it: an HL7 HD. */
  namespace: z.string().optional(),
  universalId: z.string().optional(),
  /** The numbering scheme of a number without an assigner: see `senderScopeOf`. */
  sender: z.string(),
});

/** The service of a report as one sender names it, without the additions of map and display. */
const serviceNameSchema = z.object({
  codings: z.array(codingSchema.pick({ code: true, system: true })),
  /** Its words: another message may name it by them alone. */
  text: z.string().optional(),
});

/**
 * The data by which a report is found: every number that its parts name, its service in each spelling, its
 * time and its patients. Times are milliseconds since 1970.
 */
export const namedReportSchema = z.object({
  key: z.string(),
  /** The report version after which this was written. An older entry never replaces a newer one. */
  version: z.number().int().nonnegative(),
  numbers: z.array(reportNumberSchema),
  services: z.array(serviceNameSchema),
  first: z.number(),
  last: z.number(),
  /** The keys of the patients that its parts name. Empty if none names a patient. */
  patients: z.array(z.string()),
  /** No clock has given the report's time so far. */
  isUntimed: z.literal(true).optional(),
  /** Its parts correct or take back: all of them (the original has not come yet), or some. */
  corrects: z.enum(['only', 'also']).optional(),
  /**
   * An order or a LIS has named it, so the specimen's number is the laboratory's and not an instrument's
   * counter.
   */
  isOrdered: z.literal(true).optional(),
  /** Only analyzers have stated its results so far. */
  isMeasured: z.literal(true).optional(),
  /**
   * The time at which the report was said to replace another service of its number. Set only while nothing
   * has come for that service.
   */
  exchangedAt: z.number().optional(),
});

export type ReportNumber = z.infer<typeof reportNumberSchema>;
export type NumberKind = ReportNumber['kind'];
export type ServiceName = z.infer<typeof serviceNameSchema>;
export type NamedReport = z.infer<typeof namedReportSchema>;
