import * as z from 'zod';
import { addressSchema } from './address.ts';
import { conceptSchema, identifierSchema, noteSchema } from './concept.ts';
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

/** A telephone number or an e-mail address, with its use. */
export const phoneSchema = z.object({
  number: z.string(),
  /** XTN-2, HL7 table 0201: PRN home, WPN work, … */
  use: z.string().optional(),
  /** XTN-3, HL7 table 0202: PH telephone, CP mobile, FX fax, … */
  equipment: z.string().optional(),
});

/** A person as one message describes them. */
export const patientSchema = z.object({
  /** Derived from the leading identifier, so the same person of the same assigner always has the same key. */
  key: z.string(),
  identifiers: z.array(identifierSchema),
  names: z.array(humanNameSchema),
  /** Other present or former names: PID-9. */
  aliases: z.array(humanNameSchema).optional(),
  birthDate: timestampSchema.optional(),
  /** HL7 table 0001. */
  sex: z.string().optional(),
  addresses: z.array(addressSchema),
  phones: z.array(z.string()),
  /** The use of those numbers in `phones` of which the message says one. */
  phoneUses: z.array(phoneSchema).optional(),
  /** Business numbers: PID-14. */
  workPhones: z.array(phoneSchema).optional(),
  /** PID-10. It tells no people apart. */
  races: z.array(conceptSchema).optional(),
  /** PID-22. It tells no people apart. */
  ethnicGroups: z.array(conceptSchema).optional(),
  /** PID-19. It identifies nobody: no patient has a key of it, and none is found by it. */
  socialSecurity: identifierSchema.optional(),
  account: identifierSchema.optional(),
  /** Which child of a multiple birth (PID-25). Undefined if the message does not say. */
  birthOrder: z.number().int().positive().optional(),
  /**
   * The year of birth of an infant: that of the birth date, if it is the year of the message or the one before. Without a
   * birth date, the year of a message that calls a newborn: by a word in the name (`Baby boy`), or as a child of a
   * multiple birth (PID-24, PID-25). A grown-up twin without a birth date has it, too.
   */
  newbornIn: z.number().int().optional(),
  /** The leading identifier is a placeholder: UNKNOWN, 0000. */
  isPlaceholder: z.literal(true).optional(),
  notes: z.array(noteSchema),
});

/** The meaning of a link that is not a merge. A merge moves everything of one patient to the other. */
export const linkRuleSchema = z.object({
  /** Ends the older links of these two patients (ADT^A37). */
  ends: z.literal(true).optional(),
  /** Both numbers belong to one person, and both stay in use (ADT^A24). */
  isAlias: z.literal(true).optional(),
  /** Moves only what belongs to this account or visit (ADT^A44, A45). An empty id: the message names none. */
  only: z.object({ kind: z.enum(['account', 'visit']), id: identifierSchema }).optional(),
  /** The account or visit of this patient has another number since (ADT^A35, A41, A42, A49, A50). */
  renumbers: z
    .object({ kind: z.enum(['account', 'visit']), from: identifierSchema, to: identifierSchema })
    .optional(),
  /** A person decided that results without an account or visit stay where they are. */
  isReleased: z.literal(true).optional(),
  /** The link does not count: its number turned out to be of several children of one birth. */
  isVoid: z.literal(true).optional(),
  /** The other numbers that the same message retired. An event that ends one of these links ends all. */
  with: z.array(z.string()).optional(),
});

/** A patient was merged into another (ADT^A40). Both records stay as they are; readers follow the link. */
export const patientLinkSchema = z.object({
  survivor: patientSchema,
  rule: linkRuleSchema.optional(),
  /** The message that stated the link, and the place in it. */
  messageId: z.string(),
  source: z.string(),
  at: z.string(),
  watermark: watermarkSchema,
});

export type LinkRule = z.infer<typeof linkRuleSchema>;
export type PatientLink = z.infer<typeof patientLinkSchema>;
export type Phone = z.infer<typeof phoneSchema>;
export type HumanName = z.infer<typeof humanNameSchema>;
export type Patient = z.infer<typeof patientSchema>;

/** The numbers of PID-13, each with the use that is known of it. */
export const phonesWithUses = ({ phones, phoneUses = [] }: Patient): Phone[] =>
  phones.map((number) => phoneUses.find((one) => one.number === number) ?? { number });
