import * as z from 'zod';
import { idSchema } from '../shared/id.ts';

/** The statuses of a report: HL7 table 0123. */
const reportStatuses: ReadonlySet<string> = new Set('ACFIMNOPRSXYZ');

/** The filter of a destination. Default for each list: every value. */
const filterSchema = z.strictObject({
  sources: z.array(z.string()).min(1).optional(),
  /** Codes of OBR-4, including LOINC codes from the map. */
  services: z.array(z.string()).min(1).optional(),
  /** PV1-2, HL7 table 0004: I, O, E, … A report without a known visit matches no class. */
  patientClasses: z.array(z.string()).min(1).optional(),
  /**
   * The status that readers are shown: OBR-25, otherwise that of the results. A report that was sent once is updated
   * further, whatever its status becomes.
   */
  statuses: z
    .array(z.string().refine((code) => reportStatuses.has(code), 'not a status of HL7 table 0123 such as F'))
    .min(1)
    .optional(),
});

/** The settings of every receiver of patients. */
export const patientSettings = {
  /** Whether PID-19, and the social security numbers in PID-3, are sent. */
  socialSecurity: z.boolean().default(false),
};

/** The settings of every destination. */
export const common = {
  ...patientSettings,
  id: idSchema,
  filter: filterSchema.default({}),
  /** A map to the destination's own codes for results and services: `maps/ehr-codes.csv`. */
  codes: z
    .array(z.string().regex(/^maps\/[\w-]+\.csv$/, 'name a file of the site such as maps/ehr-codes.csv'))
    .default([]),
};

/** The settings of destinations whose reader fetches the updates or their contents from AWS itself. */
export const readBy = {
  /** The ids of other AWS accounts that may read. */
  readers: z
    .array(z.string().regex(/^\d{12}$/, 'not the id of an AWS account, which has 12 digits'))
    .default([]),
};

/** The settings of destinations that we deliver to. */
export const paced = {
  /** The number of updates a second. Default: no limit. */
  ratePerSecond: z.number().min(0.1).max(1000).optional(),
};
