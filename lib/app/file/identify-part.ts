import { orderAliasOf, patientKeysOf, reportKeyOf } from '../../model/identity.ts';
import type { Owner } from '../../model/owner.ts';
import type { HoldReason } from '../../model/report.ts';
import { orderNamesOf } from '../../normalize/elements/order-names.ts';
import type { IncomingPart } from '../../normalize/kinds/report-part.ts';
import type { IdentityStore, KnownIdentities } from '../../ports/identity-store.ts';
import { areOnePerson, effectiveLinks } from '../../reports/patient-links.ts';
import type { Site } from '../../site/site.ts';
import type { Filing } from './filing.ts';
import { followLinks, type KnownLinks, linkPartsOf, linksOf } from './known-links.ts';

export type IdentifiedPart =
  | { readonly kind: 'identified'; readonly incoming: Filing & Pick<IncomingPart, 'follows'> }
  | {
      readonly kind: 'held';
      readonly reason: HoldReason;
      readonly observations: number;
      readonly at: string;
    };

/** For how long a number is one order's or specimen's: laboratories use them again. */
export const reuseMsOf = (site: Site): number => site.limits.reuseDays * 86_400_000;

/**
 * Says whose results are. A part that names no patient takes that of its order, else of its
 * specimen; one whose patient contradicts them is held. One request for the whole message; more
 * only where a patient was merged, or is found by an order.
 */
export async function identifyParts(
  parts: readonly IncomingPart[],
  {
    identities,
    site,
    released,
    releasedPatients,
  }: {
    readonly identities: Pick<IdentityStore, 'find'>;
    readonly site: Site;
    /** Holds that a person has lifted, and for whom; for all where that is not said yet. */
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
    nameOwners: names.flatMap(({ kind, alias }): NameOwners[] => {
      const time = incoming.part.watermark.messageTime;
      // an older one is of an order that had the number before
      const owners = (known.owners.get(alias) ?? []).filter(({ asOf }) => Math.abs(time - asOf) <= reuseMs);
      return owners.length === 0 ? [] : [{ kind, owners }];
    }),
  }));
  const others = withOwners.flatMap(({ nameOwners }) =>
    nameOwners.flatMap(({ owners }) => owners.flatMap(({ patient }) => patientKeysOf(patient))),
  );
  const links = await followLinks(known.links, others, identities, patients);
  return withOwners.map(({ incoming, nameOwners }) => {
    const source = site.sources.find(({ id }) => id === incoming.part.source);
    const waitsForOrder = source?.unmatchedOrders === 'hold' && !released.includes('unmatched-order');
    const holds: HoldReason[] = waitsForOrder && nameOwners.length === 0 ? ['unmatched-order'] : [];
    const part = { ...incoming.part, holds: [...incoming.part.holds, ...holds] };
    const isReleased =
      released.includes('patient-mismatch') && isReleasedFor(part.patient?.key, releasedPatients);
    const identified = identify({ ...incoming, part }, nameOwners, links, isReleased);
    return identified.kind === 'held' ? identified : withDescribed(identified, known);
  });
}

/** A person's word is about the patient that was named then. */
export const isReleasedFor = (
  patient: string | undefined,
  patients: readonly string[] | undefined,
): boolean => patients === undefined || (patient !== undefined && patients.includes(patient));

/** How the part's own patient was described before, so that the same is not written again. */
function withDescribed(
  { kind, incoming }: IdentifiedPart & { readonly kind: 'identified' },
  { described }: KnownIdentities,
): IdentifiedPart {
  const { patient } = incoming.part;
  return {
    kind,
    incoming: {
      ...incoming,
      described:
        patient === undefined ? undefined : { key: patient.key, patient: described.get(patient.key) },
    },
  };
}

/** What one name of an order says. */
interface NameOwners {
  readonly kind: 'placer' | 'filler' | 'specimen';
  /** More than one where several patients were withOwners for the name. */
  readonly owners: readonly Owner[];
}

function identify(
  incoming: IncomingPart,
  nameOwners: readonly NameOwners[],
  links: KnownLinks,
  isReleased: boolean,
): IdentifiedPart {
  const { part } = incoming;
  const effective = effectiveLinks(linksOf(links));
  const mismatch = {
    kind: 'held',
    reason: 'patient-mismatch',
    observations: part.observations.length,
    at: part.at,
  } as const;
  if (part.patient !== undefined) {
    const { patient } = part;
    const agrees = ({ owners }: NameOwners) =>
      owners.some((owner) => areOnePerson([owner.patient, patient], effective));
    if (!isReleased && !nameOwners.every(agrees)) return mismatch;
    return { kind: 'identified', incoming: { ...incoming, linkParts: linkPartsOf(patient, links) } };
  }
  const [first] = nameOwners;
  const owner = first?.owners[0];
  if (first === undefined || owner === undefined) return { kind: 'identified', incoming };
  const { patient, messageId, at } = owner;
  const all = nameOwners.flatMap(({ owners }) => owners);
  if (!all.every((other) => areOnePerson([other.patient, patient], effective))) return mismatch;
  const kind = first.kind === 'specimen' ? ('specimen' as const) : ('order' as const);
  return {
    kind: 'identified',
    incoming: {
      reportKey: reportKeyOf({ ...incoming.identity, hasPatient: true }),
      processingId: incoming.processingId,
      follows: incoming.follows,
      part: { ...part, patient, patientFrom: { kind, messageId, at } },
      linkParts: linkPartsOf(patient, links),
    },
  };
}

const namesOf = ({ part, processingId }: IncomingPart) =>
  orderNamesOf(part).map(({ kind, id }) => ({ kind, alias: orderAliasOf(kind, id, processingId) }));
