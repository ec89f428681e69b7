import * as z from 'zod';

/** Why a destination does not have it: a code, and what it answered. */
export const deliveryFailureSchema = z.object({ code: z.string(), answer: z.string().optional() });

/** Of an answer so much is kept. */
export const MAX_ANSWER_CHARACTERS = 4000;

/** How far one destination is with one report. */
export const deliverySchema = z.object({
  destination: z.string(),
  reportKey: z.string(),
  version: z.number().int().positive(),
  /**
   * `handed-over`: the gateway has it, and will say more. `parked`: refused for good; a person
   * decides.
   */
  state: z.enum(['delivered', 'handed-over', 'parked']),
  /** When it came to be so. */
  changedAt: z.string(),
  /** What its updates are in sequence with. */
  group: z.string().optional(),
  redelivery: z.string().optional(),
  /** The wish whose outcome the gateway has told; empty for the first delivery. */
  settled: z.string().optional(),
  failure: deliveryFailureSchema.optional(),
});

/** What the gateway says of an update that it was handed. */
export const receiptSchema = z.object({
  destination: z.string(),
  reportKey: z.string(),
  version: z.number().int().positive(),
  redelivery: z.string().optional(),
  state: z.enum(['delivered', 'parked']),
  failure: deliveryFailureSchema.optional(),
});

export type DeliveryFailure = z.infer<typeof deliveryFailureSchema>;
export type Delivery = z.infer<typeof deliverySchema>;
export type Receipt = z.infer<typeof receiptSchema>;
