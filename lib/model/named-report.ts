import * as z from 'zod';
import { codingSchema } from './concept.ts';

/** A number that an order, a report or a specimen goes by. */
export const reportNumberSchema = z.object({
  kind: z.enum(['filler', 'placer', 'specimen']),
  value: z.string(),
  /** Who gave it out, where the message says so: an HL7 HD. */
  namespace: z.string().optional(),
  universalId: z.string().optional(),
  /** In whose numbers it is unique where it names no assigner: see `senderScopeOf`. */
  sender: z.string(),
});

/** The service of a report in one sender's words: what map and display add is left out. */
export const serviceNameSchema = z.object({
  codings: z.array(codingSchema.pick({ code: true, system: true })),
  /** Only where there is no code. */
  text: z.string().optional(),
});

/**
 * What a report is found by: every number that its parts name, its service in each spelling, when it
 * is of and whose. Times are milliseconds since 1970.
 */
export const namedReportSchema = z.object({
  key: z.string(),
  /** The version of the report that this was written after: an older word never replaces a newer. */
  version: z.number().int().nonnegative(),
  numbers: z.array(reportNumberSchema),
  services: z.array(serviceNameSchema),
  first: z.number(),
  last: z.number(),
  /** The keys of everybody whom its parts name; empty where none names a patient. */
  patients: z.array(z.string()),
  /** So far no clock says when it is of. */
  isUntimed: z.literal(true).optional(),
  /** An order or a LIS has named it: its specimen's number is the laboratory's, and not an instrument's count. */
  isOrdered: z.literal(true).optional(),
  /** When it was said to take the place of another service of its number, of which nothing has come yet. */
  exchangedAt: z.number().optional(),
});

export type ReportNumber = z.infer<typeof reportNumberSchema>;
export type NumberKind = ReportNumber['kind'];
export type ServiceName = z.infer<typeof serviceNameSchema>;
export type NamedReport = z.infer<typeof namedReportSchema>;
