import * as z from 'zod';
import { identifierSchema, noteSchema } from './concept.ts';
import { timestampSchema } from './timestamp.ts';
import { watermarkSchema } from './watermark.ts';

export const humanNameSchema = z.object({
  family: z.string().optional(),
  given: z.array(z.string()),
  prefix: z.string().optional(),
  suffix: z.string().optional(),
  /** HL7 table 0200: L legal, M maiden, … */
  use: z.string().optional(),
});

export const addressSchema = z.object({
  lines: z.array(z.string()),
  city: z.string().optional(),
  state: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string().optional(),
});

/** A person as one message describes them. */
export const patientSchema = z.object({
  /** Derived from the identifier that leads; the same person of the same assigner has the same key. */
  key: z.string(),
  identifiers: z.array(identifierSchema),
  names: z.array(humanNameSchema),
  /** What else they are or were called: PID-9. */
  aliases: z.array(humanNameSchema).optional(),
  birthDate: timestampSchema.optional(),
  /** HL7 table 0001. */
  sex: z.string().optional(),
  addresses: z.array(addressSchema),
  phones: z.array(z.string()),
  account: identifierSchema.optional(),
  /** Which child of a multiple birth (PID-24, PID-25); undefined where nothing says so. */
  birthOrder: z.number().int().positive().optional(),
  /** The number that leads stands for nobody: UNKNOWN, 0000. */
  isPlaceholder: z.literal(true).optional(),
  notes: z.array(noteSchema),
});

/** How a link is to be understood, where it is not a merge: that whatever is of one patient is of the other. */
export const linkRuleSchema = z.object({
  /** It ends the links of these two that are older (ADT^A37). */
  ends: z.literal(true).optional(),
  /** Both are one person, and each keeps their own (ADT^A24). */
  isAlias: z.literal(true).optional(),
  /** Only what belongs to this account, or visit, is the other's (ADT^A44, A45); of an empty one, nothing is known. */
  only: z.object({ kind: z.enum(['account', 'visit']), id: identifierSchema }).optional(),
  /** A person has said that what names no account, or no visit, stays where it is. */
  isReleased: z.literal(true).optional(),
  /** The other numbers that the same message retired: what ends one ends all. */
  with: z.array(z.string()).optional(),
});

/** A patient was merged into another (ADT^A40). Both stay as they are; readers follow the link. */
export const patientLinkSchema = z.object({
  survivor: patientSchema,
  rule: linkRuleSchema.optional(),
  /** The message that said so, and where. */
  messageId: z.string(),
  source: z.string(),
  at: z.string(),
  watermark: watermarkSchema,
});

export type LinkRule = z.infer<typeof linkRuleSchema>;
export type PatientLink = z.infer<typeof patientLinkSchema>;
export type HumanName = z.infer<typeof humanNameSchema>;
export type Address = z.infer<typeof addressSchema>;
export type Patient = z.infer<typeof patientSchema>;
