import * as z from 'zod';

/** Why an update was not delivered: a code, and the destination's answer. */
export const deliveryFailureSchema = z.object({ code: z.string(), answer: z.string().optional() });

/** Longer answers are cut. */
export const MAX_ANSWER_CHARACTERS = 4000;

/** The delivery state of one report at one destination. */
export const deliverySchema = z.object({
  destination: z.string(),
  reportKey: z.string(),
  version: z.number().int().positive(),
  /**
   * `handed-over`: the gateway has the update and will report its outcome. `parked`: the destination refused
   * the update; a person decides.
   */
  state: z.enum(['delivered', 'handed-over', 'parked']),
  /** The time of the last change of state. */
  changedAt: z.string(),
  /** The sequence group of its updates. */
  group: z.string().optional(),
  redelivery: z.string().optional(),
  /** The redelivery whose outcome the gateway has reported. Empty: the first delivery. */
  settled: z.string().optional(),
  failure: deliveryFailureSchema.optional(),
});

/** The gateway's report about an update that it was handed. */
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
