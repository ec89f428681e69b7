import * as z from 'zod';
import { idSchema } from '../shared/id.ts';

/** Why an update was not delivered: a code, and the destination's answer. */
const deliveryFailureSchema = z.object({ code: z.string(), answer: z.string().optional() });

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
  failure: deliveryFailureSchema.optional(),
  /** The number of original messages whose fields could not be passed on: their retention is over. */
  originalsMissing: z.number().int().positive().optional(),
});

/** The values of MSA-1 that refuse a message (HL7 table 0008). */
const refusalCodes = ['AE', 'AR', 'CE', 'CR'] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** An id of ours: a report key, or the id of a redelivery. */
const keySchema = z.string().regex(/^[\w-]{1,64}$/);

const handedOverSchema = z.object({
  destination: idSchema,
  reportKey: keySchema,
  version: z.int().positive(),
  redelivery: keySchema.optional(),
});

/** The gateway's report about an update that it was handed. */
export const receiptSchema = z.discriminatedUnion('state', [
  handedOverSchema.extend({ state: z.literal('delivered') }),
  handedOverSchema.extend({
    state: z.literal('parked'),
    failure: z.object({
      code: z.enum(refusalCodes),
      answer: z.string().max(MAX_ANSWER_CHARACTERS).optional(),
    }),
  }),
]);

export type DeliveryFailure = z.infer<typeof deliveryFailureSchema>;
export type Delivery = z.infer<typeof deliverySchema>;
export type Receipt = z.infer<typeof receiptSchema>;
