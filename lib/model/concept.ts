import * as z from 'zod';
import { addressSchema } from './address.ts';

/** One code of one coding system. `system` is the name or URI that the sender used. */
export const codingSchema = z.object({
  code: z.string(),
  display: z.string().optional(),
  system: z.string().optional(),
  /** The coding is not the sender's: it comes from the site's map, or it is the sender's unit in UCUM. */
  isMapped: z.literal(true).optional(),
});

/** One meaning: its codes in every system that the sender gave, and its text. */
export const conceptSchema = z.object({
  codings: z.array(codingSchema),
  text: z.string().optional(),
});

/** The assigner of an identifier: an HL7 HD. */
export const assignerSchema = z.object({
  namespace: z.string().optional(),
  universalId: z.string().optional(),
  universalIdType: z.string().optional(),
});

export const identifierSchema = z.object({
  value: z.string(),
  assigner: assignerSchema,
  /**
   * The numbering scheme in which the value is unique: the assigner's; if none is named, the sender's. Equal
   * numbers in two schemes are two identifiers.
   */
  scope: z.string(),
  /** HL7 table 0203: MR, PI, AN, … */
  type: z.string().optional(),
  /** Whether the identifier identifies a person. Default: decided by its type. */
  links: z.boolean().optional(),
});

export const personSchema = z.object({
  id: identifierSchema.optional(),
  family: z.string().optional(),
  given: z.array(z.string()),
  prefix: z.string().optional(),
  suffix: z.string().optional(),
});

/** The laboratory that made a result and is responsible for it, or the facility that ordered it. */
export const organizationSchema = z.object({
  name: z.string().optional(),
  id: identifierSchema.optional(),
  address: addressSchema.optional(),
  phones: z.array(z.string()).optional(),
});

export const noteSchema = z.object({
  text: z.string(),
  /** HL7 table 0105. */
  source: z.string().optional(),
  /** The place in the message. */
  at: z.string(),
});

export type Coding = z.infer<typeof codingSchema>;
export type Concept = z.infer<typeof conceptSchema>;
export type Identifier = z.infer<typeof identifierSchema>;
export type Person = z.infer<typeof personSchema>;
export type Organization = z.infer<typeof organizationSchema>;
export type Note = z.infer<typeof noteSchema>;
