import * as z from 'zod';
import { addressSchema } from './address.ts';
import { conceptSchema, type Identifier, identifierSchema } from './concept.ts';
import { humanNameSchema, type Patient, phoneSchema } from './patient.ts';
import { timestampSchema } from './timestamp.ts';

/** The sender and the time of a statement about a patient. */
export const sayingSchema = z.object({
  /**
   * 3 registration, 2 a laboratory information system, 1 an analyzer. Of any of them: 0 a birth date without a
   * day, -1 a placeholder.
   */
  rank: z.number().int(),
  /** OBR-22, otherwise MSH-7; then MSH-7; then receipt. Milliseconds since 1970. */
  statusTime: z.number(),
  messageTime: z.number(),
  receivedTime: z.number(),
  messageId: z.string(),
});

const said = <T extends z.ZodType>(value: T) => z.object({ value: value.optional(), by: sayingSchema });

/** The part of a description by which a person is recognized. */
const descriptionSchema = z.object({
  names: z.array(humanNameSchema),
  birthDate: timestampSchema.optional(),
  /** See `patientSchema`. */
  newbornIn: z.number().int().optional(),
  /** Registration gave it, or a person released a result with it. It counts more than every other description. */
  isCertain: z.literal(true).optional(),
});

/**
 * The patient as all messages together describe them. Each field has the newest value of the best-ranked
 * sender that gave one.
 */
export const knownPatientSchema = z.object({
  key: z.string(),
  /** The identifier that the key is made of. */
  leading: identifierSchema,
  names: said(z.array(humanNameSchema)).optional(),
  aliases: said(z.array(humanNameSchema)).optional(),
  birthDate: said(timestampSchema).optional(),
  sex: said(z.string()).optional(),
  addresses: said(z.array(addressSchema)).optional(),
  phones: said(z.array(z.string())).optional(),
  phoneUses: said(z.array(phoneSchema)).optional(),
  workPhones: said(z.array(phoneSchema)).optional(),
  races: said(z.array(conceptSchema)).optional(),
  ethnicGroups: said(z.array(conceptSchema)).optional(),
  socialSecurity: said(identifierSchema).optional(),
  account: said(identifierSchema).optional(),
  birthOrder: said(z.number()).optional(),
  /** The identifiers, by type and list. */
  numbers: z.record(z.string(), said(z.array(identifierSchema))),
  /** Every accepted description with a name and a year of birth, each once. */
  accepted: z.array(descriptionSchema),
  /** The children of one birth that were registered under this number (PID-25). */
  birthOrders: z.array(z.number()),
  /** The number of writes. */
  revision: z.number().int().nonnegative(),
});

export type Saying = z.infer<typeof sayingSchema>;
export type Description = z.infer<typeof descriptionSchema>;
export type KnownPatient = z.infer<typeof knownPatientSchema>;

/** The fields of a patient that are known separately. Names, addresses and phones are one field each. */
export const patientFields = [
  'names',
  'aliases',
  'birthDate',
  'sex',
  'addresses',
  'phones',
  'phoneUses',
  'workPhones',
  'races',
  'ethnicGroups',
  'socialSecurity',
  'account',
  'birthOrder',
] as const;
export type PatientField = (typeof patientFields)[number];

/** The statement of one message about a patient. */
export interface PatientStatement {
  readonly patient: Patient;
  readonly by: Saying;
  /** Fields that registration declares empty (HL7 `""`). */
  readonly deletes?: readonly PatientField[] | undefined;
  /** The description is registration's, or a person's: see `Description`. */
  readonly isCertain?: boolean | undefined;
  /** Placeholder words in names. Undefined: the default list. */
  readonly placeholderNames?: readonly string[] | undefined;
}

/** The patient as all messages together describe them, the leading identifier first. */
export function patientAsKnown(known: KnownPatient): Patient {
  const numbers = Object.keys(known.numbers)
    .toSorted()
    .flatMap((list) => known.numbers[list]?.value ?? []);
  const isLeading = (one: Identifier) =>
    one.value === known.leading.value && one.scope === known.leading.scope;
  const { account } = known;
  return {
    key: known.key,
    identifiers: [known.leading, ...numbers.filter((one) => !isLeading(one))],
    names: known.names?.value ?? [],
    ...ifSaid('aliases', known),
    birthDate: known.birthDate?.value,
    sex: known.sex?.value,
    addresses: known.addresses?.value ?? [],
    phones: known.phones?.value ?? [],
    ...usesOf(known),
    ...ifSaid('workPhones', known),
    ...ifSaid('races', known),
    ...ifSaid('ethnicGroups', known),
    ...ifSaid('socialSecurity', known),
    account: account?.value,
    ...ifSaid('birthOrder', known),
    notes: [],
  };
}

/** The uses of the numbers that count. Older messages may have told those of others. */
function usesOf({ phones, phoneUses }: KnownPatient): object {
  const uses = phoneUses?.value?.filter(({ number }) => phones?.value?.includes(number) === true) ?? [];
  return uses.length === 0 ? {} : { phoneUses: uses };
}

/** A field of which somebody stated a value. */
const ifSaid = (field: PatientField, known: KnownPatient): object => {
  const value = known[field]?.value;
  return value === undefined ? {} : { [field]: value };
};

/** Whether only numbers are known of a patient. An EHR that knows the patient knows more. */
export const isNumberOnly = ({ names, birthDate, sex, addresses, phones }: Patient): boolean =>
  names.length + addresses.length + phones.length === 0 && birthDate === undefined && sex === undefined;
