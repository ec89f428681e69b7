import * as z from 'zod';
import { patientSchema } from './patient.ts';

/**
 * The patient of an order or a specimen, as one message states it. Results without a patient are filed by it.
 */
export const ownerSchema = z.object({
  patient: patientSchema,
  messageId: z.string(),
  source: z.string(),
  at: z.string(),
  /** MSH-7, milliseconds since 1970. */
  asOf: z.number(),
});

export type Owner = z.infer<typeof ownerSchema>;

/** The owner of one name that results will look for. */
export interface OwnerClaim {
  readonly alias: string;
  readonly owner: Owner;
}
