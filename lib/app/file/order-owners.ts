import type { OrderNameKind } from '../../model/identity.ts';
import type { KnownPatient } from '../../model/known-patient.ts';
import { isOwnerAt, type NumberedOrder, type Owner } from '../../model/owner.ts';
import type { Patient } from '../../model/patient.ts';
import type { ReportPart } from '../../model/report.ts';
import { isSameSpelling } from '../../reports/find/number-spelling.ts';
import { numbersSince } from '../../reports/patients/links-of-parts.ts';
import { descriptionsOf, isSomebodyElse } from '../../reports/patients/patient-as-known.ts';
import { areOnePerson, effectiveLinks } from '../../reports/patients/patient-links.ts';
import { withSpellings } from '../../reports/patients/patient-spellings.ts';
import { isOtherDate, isOtherName } from '../../reports/patients/same-person.ts';
import { type KnownLinks, linksOf } from './known-links.ts';

/** The owners of one name of an order. */
export interface NameOwners {
  readonly alias: string;
  readonly kind: OrderNameKind | 'document';
  /** More than one if several patients own the name. */
  readonly owners: readonly Owner[];
}

/** Orders are often entered some hours after their results. */
const DAY_MS = 86_400_000;

/**
 * The owners of a number at the time of a part. A claim outside `reuseMs` is of another use of the number. So is one
 * that was made more than a day after the part, unless nothing else tells whose the part is.
 */
export function ownersFor(part: ReportPart, claims: readonly Owner[], reuseMs: number): readonly Owner[] {
  const time = part.watermark.messageTime;
  const near = claims.filter((claim) => Math.abs(time - claim.asOf) <= reuseMs && isOwnerAt(claim, time));
  const inTime = near.filter(({ asOf }) => asOf <= time + DAY_MS);
  return inTime.length > 0 || part.patient !== undefined ? inTime : near;
}

/** What is known of the patients of a part and of its order. */
interface KnownOfPatients {
  readonly links: KnownLinks;
  readonly described: ReadonlyMap<string, KnownPatient | undefined>;
  readonly placeholderNames?: readonly string[] | undefined;
}

/**
 * The names of an order that belong to another patient. All names, if the part names no patient and the names
 * contradict each other. Two numbers that a message about one of the patients carried together are of one person. An
 * order and a result of one number that describe two people are of two, unless registration says whose the number is.
 */
export function contradictingNames(
  part: ReportPart,
  nameOwners: readonly NameOwners[],
  { links, described, placeholderNames }: KnownOfPatients,
): string[] {
  const areOne = onePersonFor(part, links);
  const one = ([a, b]: readonly [Patient, Patient]) =>
    areOne([a, b]) ||
    (looksLike(a, b) && areOne([withKnownNumbers(a, described), withKnownNumbers(b, described)]));
  const { patient } = part;
  if (patient !== undefined) {
    const isTheirs = ({ patient: owner }: Owner): boolean =>
      one([owner, patient]) &&
      (isRegistered(described.get(patient.key)) || !isDescribedAsOther(owner, patient, placeholderNames));
    return nameOwners
      .map(({ alias, kind, owners }) => ({
        alias,
        owners: owners.filter((owner) => kind !== 'placer' || !isOfOtherFiller(owner, part)),
      }))
      .filter(({ owners }) => owners.length > 0 && !owners.some(isTheirs))
      .map(({ alias }) => alias);
  }
  const all = nameOwners.flatMap(({ owners }) => owners.map((owner) => owner.patient));
  const [first] = all;
  const agree = first === undefined || all.every((other) => one([other, first]));
  return agree ? [] : nameOwners.map(({ alias }) => alias);
}

const isRegistered = (known: KnownPatient | undefined): boolean =>
  known?.accepted.some(({ isCertain }) => isCertain === true) === true;

/** Whether an order and a result of one patient number describe two people: a mother and her newborn, for example. */
export const isDescribedAsOther = (
  owner: Patient,
  patient: Patient,
  placeholderNames?: readonly string[],
): boolean =>
  owner.key === patient.key &&
  isSomebodyElse({ accepted: descriptionsOf(owner, placeholderNames) }, patient, placeholderNames);

/** Whether patients are one person, as the links say that apply to the part. */
function onePersonFor(part: ReportPart, links: KnownLinks): (patients: readonly Patient[]) => boolean {
  const known = linksOf(links);
  const time = part.watermark.messageTime;
  return (patients) =>
    areOnePerson(
      withSpellings(patients),
      effectiveLinks(known, {
        accounts: patients.flatMap(({ account }) => numbersSince('account', account, time, known)),
        visits: numbersSince('visit', part.visit?.number, time, known),
        results: patients.map((patient) => ({ patient, statedAt: time })),
      }),
    );
}

/** The orders of a patient that the part's numbers name. */
export function ordersOf(
  part: ReportPart,
  patient: Patient,
  nameOwners: readonly NameOwners[],
  links: KnownLinks,
): readonly NumberedOrder[] {
  const named = nameOwners.flatMap(({ owners }) => owners.filter(({ orders = [] }) => orders.length > 0));
  if (named.length === 0) return [];
  const one = onePersonFor(part, links);
  return named.flatMap((owner) => (one([owner.patient, patient]) ? (owner.orders ?? []) : []));
}

/** Whether all orders of the owner have other filler numbers than the part: they are other orders. */
const isOfOtherFiller = ({ orders = [] }: Owner, { fillerOrder }: ReportPart): boolean =>
  fillerOrder !== undefined &&
  orders.length > 0 &&
  orders.every(({ numbers }) => {
    const fillers = numbers.filter(({ kind }) => kind === 'filler');
    return (
      fillers.length > 0 &&
      fillers.every(
        ({ value, universalId, namespace, sender }) =>
          (universalId ?? namespace ?? sender) === fillerOrder.scope &&
          !isSameSpelling(value, fillerOrder.value),
      )
    );
  });

const looksLike = (a: Patient, b: Patient): boolean =>
  !isOtherName(a.names, b.names) && !isOtherDate(a.birthDate, b.birthDate);

/** The patient with all numbers that messages gave together with the leading one. */
const withKnownNumbers = (patient: Patient, described: KnownOfPatients['described']): Patient => ({
  ...patient,
  identifiers: [
    ...patient.identifiers,
    ...Object.values(described.get(patient.key)?.numbers ?? {}).flatMap(({ value }) => value ?? []),
  ],
});
