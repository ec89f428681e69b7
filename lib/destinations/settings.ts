import * as z from 'zod';
import { idSchema } from '../shared/id.ts';

/** Which reports a destination gets; each list that is not given is every one. */
const filterSchema = z.strictObject({
  sources: z.array(z.string()).min(1).optional(),
  /** Codes of OBR-4, the map's LOINC codes among them. */
  services: z.array(z.string()).min(1).optional(),
  /** PV1-2, HL7 table 0004: I, O, E, … Reports of no known visit are of none. */
  patientClasses: z.array(z.string()).min(1).optional(),
  /** OBR-25, HL7 table 0123. What was sent once is kept up to date, whatever its status becomes. */
  statuses: z.array(z.string()).min(1).optional(),
});

/** The settings of every destination. */
export const common = {
  id: idSchema,
  filter: filterSchema.default({}),
  /** The codes that it knows results and services by: `maps/ehr-codes.csv`. */
  codes: z
    .array(z.string().regex(/^maps\/[\w-]+\.csv$/, 'name a file of the site such as maps/ehr-codes.csv'))
    .default([]),
};

/** The settings of destinations that we deliver to. */
export const paced = {
  /** How many updates a second it takes; as many as come where it is not given. */
  ratePerSecond: z.number().min(0.1).max(1000).optional(),
};
