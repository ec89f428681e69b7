import { dayOf, isPlaceholderDate } from '../../model/birth-date.ts';
import type { Identifier } from '../../model/concept.ts';
import {
  type Description,
  type KnownPatient,
  type PatientField,
  type PatientStatement,
  patientFields,
  type Saying,
} from '../../model/known-patient.ts';
import { areTwins, tellsTwin } from '../../model/newborn-names.ts';
import type { Patient } from '../../model/patient.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import {
  areTwoPeople,
  canBeCompared,
  hasName,
  isOtherDate,
  isOtherName,
  isWitness,
  mayContradict,
} from './same-person.ts';

/** No person has so many descriptions. */
const MAX_ACCEPTED = 20;

/**
 * Adds a statement to what is known of a patient. The result does not depend on the order or the repetition
 * of statements. Each field has the newest value of the best-ranked sender that gave one; a field that no
 * sender gives keeps its value. A placeholder (DOE, 1900-01-01) never replaces a value of any sender, and a
 * year never replaces a full birth date. Returns `known` itself if nothing changes.
 */
export function withStatement(known: KnownPatient | undefined, statement: PatientStatement): KnownPatient {
  const { patient, by, deletes = [] } = statement;
  const [leading] = patient.identifiers;
  if (leading === undefined) throw new Error('a patient without a number');
  const before = known ?? nobody(patient.key, leading);
  let after: KnownPatient = {
    ...before,
    numbers: withNumbers(before.numbers, patient.identifiers, by),
    accepted: withDescription(before.accepted, statement),
    birthOrders:
      patient.birthOrder === undefined
        ? before.birthOrders
        : [...new Set([...before.birthOrders, patient.birthOrder])].toSorted((a, b) => a - b),
  };
  for (const field of patientFields) {
    const value = patient[field];
    const isSaid = !isSilent(value);
    if (isSaid || deletes.includes(field))
      after = {
        ...after,
        [field]: better(before[field], isSaid ? { value, by: weighed(statement, field) } : { by }),
      };
  }
  return known !== undefined && knownText(known) === knownText(after) ? known : after;
}

/** The ranks below every sender: a placeholder, and a birth date of a year or a month only. */
const PLACEHOLDER_RANK = -1;
const VAGUE_RANK = 0;

/**
 * Who says a field. A placeholder counts less than what any sender says, and so does a birth date without a
 * day.
 */
function weighed({ patient, by, placeholderNames }: PatientStatement, field: PatientField): Saying {
  const { names, birthDate } = patient;
  if (field === 'names' && !hasName(names, placeholderNames)) return { ...by, rank: PLACEHOLDER_RANK };
  if (field !== 'birthDate' || birthDate === undefined) return by;
  if (isPlaceholderDate(birthDate)) return { ...by, rank: PLACEHOLDER_RANK };
  return dayOf(birthDate) !== undefined ? by : { ...by, rank: VAGUE_RANK };
}

const nobody = (key: string, leading: Identifier): KnownPatient => ({
  key,
  leading,
  numbers: {},
  accepted: [],
  birthOrders: [],
  revision: 0,
});

const isSilent = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.length === 0);

type Said<T> = { readonly value?: T | undefined; readonly by: Saying };

const better = <T>(standing: Said<T> | undefined, incoming: Said<T>): Said<T> =>
  standing !== undefined && isBefore(incoming.by, standing.by) ? standing : incoming;

function isBefore(a: Saying, b: Saying): boolean {
  const order =
    a.rank - b.rank ||
    timeOf(a) - timeOf(b) ||
    a.messageTime - b.messageTime ||
    a.receivedTime - b.receivedTime;
  return order < 0 || (order === 0 && a.messageId < b.messageId);
}

const DAY_MS = 86_400_000;

/** A clock that is more than a day ahead is not trusted. */
const timeOf = ({ statusTime, receivedTime }: Saying): number =>
  statusTime > receivedTime + DAY_MS ? receivedTime : statusTime;

function withNumbers(
  standing: KnownPatient['numbers'],
  identifiers: readonly Identifier[],
  by: Saying,
): KnownPatient['numbers'] {
  const numbers = new Map(Object.entries(standing));
  for (const [list, value] of Map.groupBy(identifiers, listOf))
    numbers.set(list, better(numbers.get(list), { value, by }));
  return Object.fromEntries(numbers);
}

const listOf = ({ type, scope }: Identifier): string => JSON.stringify([type ?? null, scope]);

/**
 * Adds the description of a patient. One that could contradict nobody is left out. If there are too many, a certain one
 * takes the place of another, and one with a full birth date that of one without.
 */
function withDescription(accepted: readonly Description[], statement: PatientStatement): Description[] {
  const { patient, isCertain, placeholderNames } = statement;
  const plain = toDescribed(patient);
  if (!mayContradict(plain, placeholderNames)) return [...accepted];
  const description: Description = isCertain === true ? { ...plain, isCertain } : plain;
  const standing = accepted.find((one) => plainText(one) === plainText(plain));
  if (standing !== undefined && (standing.isCertain === true || isCertain !== true)) return [...accepted];
  const others = accepted.filter((one) => one !== standing);
  const weaker =
    others.length < MAX_ACCEPTED
      ? undefined
      : others.findLast((one) => weightOf(one) < weightOf(description));
  const left = others.filter((one) => one !== weaker);
  if (left.length >= MAX_ACCEPTED) return [...accepted];
  return [...left, description].toSorted((a, b) => (plainText(a) < plainText(b) ? -1 : 1));
}

const weightOf = ({ isCertain, birthDate }: Description): number =>
  (isCertain === true ? 2 : 0) + (dayOf(birthDate) === undefined ? 0 : 1);

const plainText = ({ isCertain: _, ...description }: Description): string => canonicalJson(description);

/** The data by which a description is compared with those that were accepted. */
type Compared = Pick<Patient, 'names' | 'aliases' | 'birthDate' | 'newbornIn'> & {
  readonly birthOrder?: number | undefined;
};

type Accepted = Pick<KnownPatient, 'accepted'> & { readonly birthOrders?: readonly number[] | undefined };

/**
 * Whether a description contradicts every description that was accepted for the number and can be compared
 * with it. Certain descriptions alone are asked if there are any, and of these, or of all, only those with a name and a
 * full birth date if there are any. A person may have accepted the very same description. A newborn is compared with
 * those whose names say which child they are, unless PID-25 tells the children of the number apart.
 */
export function isSomebodyElse(
  known: Accepted | undefined,
  patient: Compared,
  placeholders?: readonly string[],
): boolean {
  const described = toDescribed(patient);
  const comparable = known?.accepted.filter((one) => canBeCompared(one, described, placeholders)) ?? [];
  const certain = comparable.filter(({ isCertain }) => isCertain === true);
  if (certain.some((one) => plainText(one) === plainText(described))) return false;
  const asked = certain.length > 0 ? certain : comparable;
  const full = asked.filter((one) => isWitness(one, placeholders));
  const witnesses = full.length > 0 ? full : asked;
  const isOther = (one: Description) => areTwoPeople(one, described, placeholders);
  const isCompared = isNumberOfOne(known, patient) && tellsTwin(described.names);
  const twins = isCompared ? witnesses.filter(({ names }) => tellsTwin(names)) : [];
  if (twins.length > 0) return twins.every((one) => isOther(one) || areTwins(one.names, described.names));
  return witnesses.length > 0 && witnesses.every(isOther);
}

/** Whether PID-25 does not tell several children of the number apart. */
const isNumberOfOne = (known: Accepted | undefined, { birthOrder }: Compared): boolean =>
  new Set([...(known?.birthOrders ?? []), ...(birthOrder === undefined ? [] : [birthOrder])]).size < 2;

/** Whether certain descriptions contradict a description: see `isSomebodyElse`. */
export const isCertainlySomebodyElse = (
  known: Accepted | undefined,
  patient: Compared,
  placeholders?: readonly string[],
): boolean =>
  isSomebodyElse(
    {
      accepted: known?.accepted.filter(({ isCertain }) => isCertain === true) ?? [],
      birthOrders: known?.birthOrders,
    },
    patient,
    placeholders,
  );

/**
 * Whether a description is the registered person's, and others that laboratories gave under the number are not: children
 * are often sent under the number of their mother. Undefined `known`: nobody is registered.
 */
export function isRegisteredParent(
  known: Pick<KnownPatient, 'accepted' | 'birthOrders'> | undefined,
  patient: Compared & Pick<Patient, 'birthOrder'>,
  placeholders?: readonly string[],
): boolean {
  if (known === undefined || known.birthOrders.length === 0 || patient.birthOrder !== undefined) return false;
  const described = toDescribed(patient);
  const isOther = (one: Description) => areTwoPeople(one, described, placeholders);
  const comparable = known.accepted.filter((one) => canBeCompared(one, described, placeholders));
  const certain = comparable.filter(({ isCertain }) => isCertain === true);
  return certain.length > 0 && !certain.some(isOther) && comparable.some(isOther);
}

/**
 * Whether a description without a number fits none of these descriptions of one patient: each has another name or
 * another birth date. If the numbers agreed, both would have to differ.
 */
export const fitsNone = (
  described: Compared,
  known: readonly Compared[],
  placeholders?: readonly string[],
): boolean => {
  const plain = toDescribed(described);
  const said = known
    .map(toDescribed)
    .filter(({ names, birthDate }) => hasName(names, placeholders) || birthDate !== undefined);
  return (
    said.length > 0 &&
    said.every(
      (one) =>
        areTwoPeople(plain, one, placeholders) ||
        areTwins(plain.names, one.names) ||
        isOtherDate(plain.birthDate, one.birthDate) ||
        isOtherName(plain.names, one.names, placeholders),
    )
  );
};

/** The descriptions of a patient that can contradict others: one or none. */
export function descriptionsOf(patient: Compared, placeholders?: readonly string[]): Description[] {
  const described = toDescribed(patient);
  return mayContradict(described, placeholders) ? [described] : [];
}

const toDescribed = ({ names, aliases = [], birthDate, newbornIn }: Compared): Description => ({
  names: [...names, ...aliases],
  birthDate,
  ...(newbornIn === undefined ? {} : { newbornIn }),
});

/** The known data, without the count of writes. */
const knownText = ({ revision: _, ...known }: KnownPatient): string => canonicalJson(known);

/**
 * Whether two descriptions of a patient look the same to a reader. They may differ in who stated a value, and
 * when.
 */
export const looksAlike = (a: KnownPatient, b: KnownPatient): boolean => seenText(a) === seenText(b);

const seenText = (known: KnownPatient): string => {
  const said = ({ by: _, ...value }: Said<unknown>) => value;
  const { numbers, revision: __, ...fields } = known;
  const plain = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'object' && 'by' in value ? said(value) : value,
  ]);
  const lists = Object.entries(numbers).map(([list, value]) => [list, said(value)]);
  return canonicalJson([Object.fromEntries(plain), Object.fromEntries(lists)]);
};
