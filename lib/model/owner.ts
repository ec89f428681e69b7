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
  /** A digest of the order's strongest number. */
  order: z.string().optional(),
  /** The patient's last order of this specimen was cancelled at `asOf`. What was stated until then stays the patient's. */
  isOver: z.literal(true).optional(),
});

/** Whether the number is the patient's for a result of this time: see `isOver`. */
export const isOwnerAt = ({ asOf, isOver }: Owner, time: number): boolean => isOver !== true || time <= asOf;

/**
 * Whether a claim replaces the stored one of the same patient: it is newer, or the stored one says only that another
 * order was cancelled. A cancellation counts more than an order of the same time.
 */
export const replacesOwner = (claim: Owner, standing: Owner): boolean =>
  standing.isOver === true && claim.isOver !== true
    ? standing.asOf < claim.asOf || standing.order !== claim.order
    : standing.asOf <= claim.asOf;

export type Owner = z.infer<typeof ownerSchema>;

/** The owner of one name that results will look for. */
export interface OwnerClaim {
  readonly alias: string;
  readonly owner: Owner;
}
