import * as z from 'zod';
import { conceptSchema } from './concept.ts';
import { reportNumberSchema } from './named-report.ts';
import { patientSchema } from './patient.ts';

/** The numbers that an order message names for one service. */
const numberedOrderSchema = z.object({
  numbers: z.array(reportNumberSchema),
  service: conceptSchema.pick({ text: true, codings: true }).optional(),
});

export type NumberedOrder = z.infer<typeof numberedOrderSchema>;

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
  /** The patient's orders of this placer or filler number that have other numbers, too. */
  orders: z.array(numberedOrderSchema).optional(),
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

/** At most so many orders of one number are kept. A number of more orders is no order's. */
const MAX_ORDERS = 12;

/** What is stored after a claim: the newer statement of the patient, with the orders of both. */
export function ownerAfter(standing: Owner | undefined, claim: Owner): Owner {
  if (standing === undefined) return claim;
  const said = [...(standing.orders ?? []), ...(claim.orders ?? [])];
  const orders = [...new Map(said.map((one) => [nameOf(one), one])).values()].slice(0, MAX_ORDERS);
  const newer = replacesOwner(claim, standing) ? claim : standing;
  return orders.length === 0 ? newer : { ...newer, orders };
}

const nameOf = ({ numbers, service }: NumberedOrder): string =>
  JSON.stringify([
    numbers.map(({ kind, value, namespace, universalId, sender }) => [
      ...[kind, value, namespace, universalId, sender],
    ]),
    service?.text,
    service?.codings.map(({ code, system }) => [code, system]),
  ]);

export type Owner = z.infer<typeof ownerSchema>;

/** The owner of one name that results will look for. */
export interface OwnerClaim {
  readonly alias: string;
  readonly owner: Owner;
}
