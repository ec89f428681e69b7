import type { HoldReason } from '../../model/hold-reason.ts';
import { orderAliasOf, patientKeysOf, reportKeyOf } from '../../model/identity.ts';
import type { KnownPatient } from '../../model/known-patient.ts';
import type { Patient } from '../../model/patient.ts';
import type { ReportPart } from '../../model/report.ts';
import {
  numberNamesOf,
  numbersOf,
  orderNamesOf,
  toReportNumber,
} from '../../normalize/elements/order-names.ts';
import type { IncomingPart } from '../../normalize/kinds/report-part.ts';
import type { IdentityNames, IdentityStore } from '../../ports/identity-store.ts';
import type { KnownReports } from '../../ports/report-names.ts';
import {
  fitsNone,
  isCertainlySomebodyElse,
  isRegisteredParent,
  isSomebodyElse,
  withStatement,
} from '../../reports/patients/patient-as-known.ts';
import type { Site } from '../../site/site.ts';
import { childOf } from './children.ts';
import type { Filing } from './filing.ts';
import { followLinks, type KnownLinks, linkPartsOf, linksOf } from './known-links.ts';
import { descriptionsFor, isMergedIntoNobody, mayBeOfNextHolder } from './merged-numbers.ts';
import { numbersOfOrders } from './order-numbers.ts';
import { contradictingNames, type NameOwners, ordersOf, ownersFor } from './order-owners.ts';
import { othersNumbers } from './others-numbers.ts';

export type IdentifiedPart =
  | {
      readonly kind: 'identified';
      readonly incoming: Filing & Pick<IncomingPart, 'follows'>;
      /** The names of its order; other messages may wait for them. */
      readonly aliases: readonly string[];
      /** Its patient, and the names of its order, if a message waits for them. */
      readonly awaited: IdentityNames;
      /** Order names with another patient. A person has decided that the part belongs to its own patient. */
      readonly overruled: readonly string[];
      /** The patient as sent, if several children of one birth share the number. */
      readonly sharedNumber?: Patient | undefined;
    }
  | {
      readonly kind: 'held';
      readonly reason: HoldReason;
      readonly part: ReportPart;
      /**
       * What is known by now shows that the part is not this patient's, or not certainly. If it was filed before, it
       * is taken back.
       */
      readonly isContradicted: boolean;
      /** The names that must become known before the part can be filed. */
      readonly waitsFor: IdentityNames;
    };

/** A part whose patient is known. */
export type Identified = IdentifiedPart & { readonly kind: 'identified' };

/** How long a number stays with one order or specimen. Laboratories use numbers again. */
export const reuseMsOf = (site: Site): number => site.limits.reuseDays * 86_400_000;

/**
 * Finds the patient of each part. A part without a patient takes the patient of its order, otherwise of its
 * specimen. A part whose patient contradicts them is held. It makes one request for the whole message, and
 * more only if a patient was merged or is found by an order.
 */
export async function identifyParts(
  parts: readonly IncomingPart[],
  {
    identities,
    site,
    known: reports,
    released,
    releasedPatients,
  }: {
    readonly identities: Pick<IdentityStore, 'find'>;
    readonly site: Site;
    /** The reports that the parts' numbers name. */
    readonly known: KnownReports;
    /**
     * Holds that a person has lifted. Those about the patient are lifted only for the patients in `releasedPatients`;
     * if that is undefined, for every patient.
     */
    readonly released: readonly HoldReason[];
    readonly releasedPatients?: readonly string[] | undefined;
  },
): Promise<IdentifiedPart[]> {
  const named = parts.map((incoming) => ({ incoming, names: namesOf(incoming) }));
  const patients = [
    ...new Set(parts.flatMap(({ part }) => (part.patient === undefined ? [] : patientKeysOf(part.patient)))),
  ];
  const aliases = [...new Set(named.flatMap(({ names }) => names.map(({ alias }) => alias)))];
  const known = await identities.find({ aliases, patients });
  const reuseMs = reuseMsOf(site);
  const withOwners = named.map(({ incoming, names }) => ({
    incoming,
    names,
    nameOwners: names.flatMap(({ kind, alias }): NameOwners[] => {
      const owners = ownersFor(incoming.part, known.owners.get(alias) ?? [], reuseMs);
      return owners.length === 0 ? [] : [{ alias, kind, owners }];
    }),
  }));
  const others = withOwners.flatMap(({ nameOwners }) =>
    nameOwners.flatMap(({ owners }) => owners.flatMap(({ patient }) => patientKeysOf(patient))),
  );
  const described = new Map<string, KnownPatient | undefined>(
    patients.map((key) => [key, known.described.get(key)]),
  );
  const links = await followLinks(known.links, others, identities, patients, described);
  const judged: Judged = {
    site,
    links,
    described,
    saidHere: new Map(),
    awaited: known.awaited,
    reports,
    released,
    releasedPatients,
  };
  return withOwners.map(({ incoming, names: own, nameOwners }) => {
    const source = site.sources.find(({ id }) => id === incoming.part.source);
    const waitsForOrder = source?.unmatchedOrders === 'hold' && !released.includes('unmatched-order');
    const holds: HoldReason[] = waitsForOrder && nameOwners.length === 0 ? ['unmatched-order'] : [];
    const part = { ...incoming.part, holds: [...incoming.part.holds, ...holds] };
    const names = own.map(({ alias }) => alias);
    return identify({ ...incoming, part }, nameOwners, names, judged);
  });
}

/** Whether a release applies to a patient: it is valid only for the patients that the message named then. */
export const isReleasedFor = (
  patient: string | undefined,
  patients: readonly string[] | undefined,
): boolean => patients === undefined || (patient !== undefined && patients.includes(patient));

/** The data by which parts are judged. */
interface Judged {
  readonly site: Site;
  readonly links: KnownLinks;
  /**
   * The known data by patient key. A key with the value undefined belongs to a patient of whom nothing is
   * known.
   */
  readonly described: Map<string, KnownPatient | undefined>;
  /** The patients of the earlier parts of the message: later parts are compared with them, too. */
  readonly saidHere: Map<string, KnownPatient>;
  readonly awaited: ReadonlySet<string>;
  readonly reports: KnownReports;
  readonly released: readonly HoldReason[];
  readonly releasedPatients: readonly string[] | undefined;
}

function identify(
  incoming: IncomingPart,
  nameOwners: readonly NameOwners[],
  aliases: readonly string[],
  judged: Judged,
): IdentifiedPart {
  const { part } = incoming;
  const owners = nameOwners.flatMap((one) => one.owners);
  const sent = part.patient ?? owners[0]?.patient;
  const awaitedOrders = aliases.filter((alias) => judged.awaited.has(alias));
  if (sent === undefined)
    return {
      ...{ kind: 'identified', incoming, aliases, overruled: [] },
      awaited: { patients: [], aliases: awaitedOrders },
    };
  const hold = (reason: HoldReason, isContradicted = false): IdentifiedPart => {
    const named = [sent, ...owners.map(({ patient }) => patient)];
    const linked = [...judged.links.values()].flatMap((known) => known.map(({ survivor }) => survivor));
    const patients = new Set([...named, ...linked].flatMap(patientKeysOf));
    return { kind: 'held', reason, part, isContradicted, waitsFor: { patients: [...patients], aliases } };
  };
  const isReleased = (reason: HoldReason) =>
    judged.released.includes(reason) && isReleasedFor(sent.key, judged.releasedPatients);
  const contradicting = contradictingNames(part, nameOwners, {
    ...judged,
    placeholderNames: judged.site.patients.placeholderNames,
  });
  if (contradicting.length > 0 && (part.patient === undefined || !isReleased('patient-mismatch')))
    return hold('patient-mismatch', true);
  if (isDescribedOtherwise(incoming, sent, judged) && !isReleased('patient-mismatch'))
    return hold('patient-mismatch', true);
  const patient = ownOf(sent, incoming, judged, isReleased('patient-mismatch'));
  if (patient === undefined) return hold('patient-mismatch', true);
  const known = judged.described.get(patient.key);
  // training messages have such numbers, and are held anyway
  const isTraining = part.holds.includes('processing-id');
  if (sent.isPlaceholder === true && !isTraining && known === undefined && !isReleased('placeholder-number'))
    return hold('placeholder-number');
  const { placeholderNames } = judged.site.patients;
  const contradiction = isReleased('patient-mismatch') ? undefined : contradictionOf(patient, part, judged);
  if (contradiction !== undefined) return hold('patient-mismatch', contradiction === 'certain');
  const statement = { patient, by: nobodySaid, placeholderNames };
  judged.saidHere.set(patient.key, withStatement(judged.saidHere.get(patient.key), statement));
  if (known === undefined && judged.described.has(patient.key))
    judged.described.set(patient.key, withStatement(undefined, statement));
  return {
    kind: 'identified',
    incoming: {
      ...withPatient(incoming, patient, nameOwners),
      linkParts: linkPartsOf(patient, judged.links),
      orderNumbers: numbersOfOrders(
        part,
        ordersOf(part, sent, nameOwners, judged.links),
        incoming.senderScope,
      ),
      known: judged.described.has(patient.key) ? { key: patient.key, patient: known } : undefined,
    },
    aliases,
    awaited: {
      patients: patientKeysOf(patient).filter((key) => judged.awaited.has(key)),
      aliases: awaitedOrders,
    },
    overruled: contradicting,
    ...(patient === sent ? {} : { sharedNumber: sent }),
  };
}

/**
 * Whether one of a patient's numbers is known for somebody else, and whether registration or a person said so.
 */
function contradictionOf(
  patient: Patient,
  { watermark }: ReportPart,
  { site, described, saidHere, links }: Judged,
): 'certain' | 'likely' | undefined {
  const { placeholderNames } = site.patients;
  const part = { patient, watermark };
  if (mayBeOfNextHolder(part, { links, described }, placeholderNames)) return 'certain';
  if (isMergedIntoNobody(part, { links, described }, placeholderNames)) return 'certain';
  const acceptedOf = (key: string) =>
    [described, saidHere].flatMap((known) => known.get(key)?.accepted ?? []);
  const known = {
    accepted: descriptionsFor(part, acceptedOf(patient.key), links, described),
    birthOrders: described.get(patient.key)?.birthOrders,
  };
  if (isCertainlySomebodyElse(known, patient, placeholderNames)) return 'certain';
  const isOther =
    isSomebodyElse(known, patient, placeholderNames) ||
    othersNumbers(patient, { acceptedOf, links: () => linksOf(links), placeholderNames }).length > 0;
  return isOther ? 'likely' : undefined;
}

/** Whether a part without a number describes somebody else than the patient of its order. */
const isDescribedOtherwise = (
  { part, described }: IncomingPart,
  owner: Patient,
  { site, described: known }: Judged,
): boolean =>
  part.patient === undefined &&
  described !== undefined &&
  fitsNone(described, [owner, ...(known.get(owner.key)?.accepted ?? [])], site.patients.placeholderNames);

const nobodySaid = { rank: 0, statusTime: 0, messageTime: 0, receivedTime: 0, messageId: '' };

/**
 * The patient that a number means. If several children of one birth share the number, PID-25 selects the child, or
 * the reports of the order do if all that are a child's are of one. Undefined if neither does. If registration names the
 * mother, the number is hers: her results stand, and those of the children are held unless a person released them.
 */
function ownOf(
  patient: Patient,
  { part, processingId, senderScope }: IncomingPart,
  { described, reports, site }: Judged,
  isReleased: boolean,
): Patient | undefined {
  const known = described.get(patient.key);
  const { placeholderNames } = site.patients;
  if (isRegisteredParent(known, patient, placeholderNames)) return patient;
  if (!isReleased && isCertainlySomebodyElse(known, patient, placeholderNames)) return patient;
  const orders = new Set([
    ...(known?.birthOrders ?? []),
    ...(patient.birthOrder === undefined ? [] : [patient.birthOrder]),
  ]);
  if (orders.size < 2) return patient;
  if (patient.birthOrder !== undefined) return childOf(patient, patient.birthOrder);
  const numbers = numbersOf(part, senderScope).flatMap((number) => numberNamesOf(number, processingId));
  const reported = new Set(
    numbers.flatMap((name) => reports.get(name) ?? []).flatMap(({ patients }) => patients),
  );
  const [child, ...others] = [...orders]
    .map((order) => childOf(patient, order))
    .filter(({ key }) => reported.has(key));
  return others.length === 0 ? child : undefined;
}

/**
 * The part with its patient. A part without one takes the patient of its order, otherwise of its specimen.
 */
function withPatient(
  incoming: IncomingPart,
  patient: Patient,
  nameOwners: readonly NameOwners[],
): Filing & Pick<IncomingPart, 'follows'> {
  const { part, reportKey, processingId, follows, identity } = incoming;
  if (part.patient !== undefined) return { reportKey, processingId, follows, part: { ...part, patient } };
  const [first] = nameOwners;
  const owner = first?.owners[0];
  if (first === undefined || owner === undefined) throw new Error('a patient from no order');
  const { messageId, at, source, asOf } = owner;
  const kind = first.kind === 'specimen' ? ('specimen' as const) : ('order' as const);
  return {
    reportKey: reportKeyOf({ ...identity, hasPatient: true }),
    processingId,
    follows,
    part: { ...part, patient, patientFrom: { kind, messageId, at } },
    describedBy: {
      source,
      messageId,
      watermark: { statusTime: asOf, messageTime: asOf, receivedTime: asOf },
    },
  };
}

interface Named {
  readonly kind: NameOwners['kind'];
  readonly alias: string;
}

/** The names of the part's order. A document's own number has no owner, but other messages may wait for it. */
function namesOf({ part, processingId, identity: { order }, senderScope }: IncomingPart): readonly Named[] {
  const names: Named[] = orderNamesOf(part).map(({ kind, id }) => ({
    kind,
    alias: orderAliasOf(kind, id, processingId),
  }));
  if (order.kind !== 'document') return names;
  const number = toReportNumber('document', order.id, senderScope);
  return [
    ...names,
    ...numberNamesOf(number, processingId).map((alias) => ({ kind: 'document' as const, alias })),
  ];
}
