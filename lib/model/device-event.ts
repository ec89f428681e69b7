import * as z from 'zod';
import { conceptSchema } from './concept.ts';
import { observationSchema, reagentSchema } from './observation.ts';
import { specimenSchema } from './specimen.ts';
import { timestampSchema } from './timestamp.ts';

/** An instrument's answer to a command. */
const commandResponseSchema = z.object({
  reference: z.string().optional(),
  /** HL7 table 0368. */
  command: conceptSchema.optional(),
  /** HL7 table 0387: OK, TI, ER, ST, UN. */
  response: conceptSchema.optional(),
  at: z.string(),
});

/** An event of an instrument: its log, its reagents, its specimens. It names no patient. */
export const deviceEventSchema = z.object({
  /** Derived from the message and the place in it, so the same event always has the same id. */
  id: z.string(),
  messageId: z.string(),
  source: z.string(),
  /** MSH-11: P, T or D. */
  processingId: z.string(),
  /** The place in the message: `EQU[1]`. */
  at: z.string(),
  /** The instrument in EQU-1; otherwise the source. */
  device: z.string(),
  /** ESU^U01, INU^U05, SSU^U03, EAR^U08. */
  kind: z.enum(['status', 'inventory', 'specimen', 'command']),
  /** EQU-2, otherwise MSH-7, otherwise the time of receipt. */
  time: timestampSchema,
  /** HL7 table 0365. */
  state: z.string().optional(),
  /** HL7 table 0366: L local, R remote. */
  control: z.string().optional(),
  /** HL7 table 0367: N, W, S, C. */
  alertLevel: z.string().optional(),
  reagents: z.array(reagentSchema),
  specimens: z.array(specimenSchema),
  commands: z.array(commandResponseSchema),
  /** Observations about the specimens (SSU). */
  observations: z.array(observationSchema),
});

export type DeviceEvent = z.infer<typeof deviceEventSchema>;
