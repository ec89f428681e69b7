import * as z from 'zod';
import { patientSchema } from './patient.ts';

/** A message's word for whose an order or a specimen is: what a result that names no patient goes by. */
export const ownerSchema = z.object({
  patient: patientSchema,
  messageId: z.string(),
  source: z.string(),
  at: z.string(),
  /** MSH-7, milliseconds since 1970. */
  asOf: z.number(),
});

export type Owner = z.infer<typeof ownerSchema>;

/** The word for one of the names that results will look for. */
export interface OwnerClaim {
  readonly alias: string;
  readonly owner: Owner;
}
