import * as z from 'zod';
import { conceptSchema } from './concept.ts';

/** A range of values, and the patients to whom it applies. Numbers as written. */
const limitSchema = z.object({
  low: z.string().optional(),
  high: z.string().optional(),
  /** HL7 table 0001. */
  sex: z.string().optional(),
  /** Years. */
  ageLow: z.string().optional(),
  ageHigh: z.string().optional(),
  condition: z.string().optional(),
});

/** How far two results of one patient may differ before a person checks them. */
const deltaLimitSchema = z.object({
  low: z.string().optional(),
  high: z.string().optional(),
  threshold: z.string().optional(),
  /** HL7 table 0523: % percent, a absolute. */
  computation: z.string().optional(),
  daysRetained: z.string().optional(),
});

/** A laboratory's definition of one of its numeric tests (MFN^M08, OM1 and OM2). */
export const testDefinitionSchema = z.object({
  source: z.string(),
  messageId: z.string(),
  /** The place in the message: `MFE[1]`. */
  at: z.string(),
  /** MSH-7, milliseconds since 1970. The newest definition counts. */
  asOf: z.number(),
  code: conceptSchema,
  /** MFE-1, HL7 table 0180: MAD, MUP, MDL, MDC, MAC. */
  action: z.string().optional(),
  unit: conceptSchema.optional(),
  reference: z.array(limitSchema),
  critical: z.array(limitSchema),
  absolute: z.array(limitSchema),
  delta: z.array(deltaLimitSchema),
});

export type TestDefinition = z.infer<typeof testDefinitionSchema>;
