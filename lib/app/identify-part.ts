import { orderAliasOf, reportKeyOf } from '../model/identity.ts';
import type { Owner } from '../model/order.ts';
import type { Patient } from '../model/patient.ts';
import type { HoldReason } from '../model/report.ts';
import type { IncomingPart } from '../normalize/normalize-results.ts';
import { orderNamesOf } from '../normalize/order-names.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { PartOfReport } from '../reports/merge-report.ts';
import { areOnePerson, effectiveLinks, keysOf } from '../reports/patient-links.ts';
import type { Site } from '../site/site.ts';
import { followLinks, type KnownLinks, linksOf, mergesOf } from './known-links.ts';

export type IdentifiedPart =
  | { readonly kind: 'identified'; readonly incoming: PartOfReport }
  | { readonly kind: 'held'; readonly reason: HoldReason; readonly observations: number };

/** For how long a number is one order's or specimen's: laboratories use them again. */
export const reuseMsOf = (site: Site): number => site.limits.reuseDays * 86_400_000;

/**
 * Says whose results are. A part that names no patient takes that of its order, else of its
 * specimen; one whose patient contradicts them is held. One request for the whole message; more
 * only where a patient was merged, or is found by an order.
 */
export async function identifyParts(
  parts: readonly IncomingPart[],
  { identities, site }: { readonly identities: IdentityStore; readonly site: Site },
): Promise<IdentifiedPart[]> {
  const named = parts.map((incoming) => ({ incoming, names: namesOf(incoming) }));
  const known = await identities.find({
    aliases: [...new Set(named.flatMap(({ names }) => names.map(({ alias }) => alias)))],
    patients: [
      ...new Set(parts.flatMap(({ part }) => (part.patient === undefined ? [] : keysOf(part.patient)))),
    ],
  });
  const reuseMs = reuseMsOf(site);
  const claimed = named.map(({ incoming, names }) => ({
    incoming,
    claims: names.flatMap(({ kind, alias }): Claim[] => {
      const owner = known.owners.get(alias);
      const patients =
        owner === undefined ? [] : ownersAt(owner, incoming.part.watermark.messageTime, reuseMs);
      return owner === undefined || patients.length === 0 ? [] : [{ kind, owner, patients }];
    }),
  }));
  const others = claimed.flatMap(({ claims }) => claims.flatMap(({ patients }) => patients.flatMap(keysOf)));
  const links = await followLinks(known.links, others, identities);
  return claimed.map(({ incoming, claims }) => identify(incoming, claims, links));
}

/** What one name of an order says. */
interface Claim {
  readonly kind: 'placer' | 'filler' | 'specimen';
  readonly owner: Owner;
  /** More than one where two patients were claimed for the name. */
  readonly patients: readonly Patient[];
}

/** Those whose claim is of about the same time; an older one is of an order that had the number before. */
function ownersAt(owner: Owner, time: number, reuseMs: number): Patient[] {
  const isCurrent = (asOf: number) => Math.abs(time - asOf) <= reuseMs;
  const { patient, asOf, contender } = owner;
  return [
    ...(isCurrent(asOf) ? [patient] : []),
    ...(contender !== undefined && isCurrent(contender.asOf) ? [contender.patient] : []),
  ];
}

function identify(incoming: IncomingPart, claims: readonly Claim[], links: KnownLinks): IdentifiedPart {
  const { part } = incoming;
  const effective = effectiveLinks(linksOf(links));
  const mismatch = {
    kind: 'held',
    reason: 'patient-mismatch',
    observations: part.observations.length,
  } as const;
  if (part.patient !== undefined) {
    const { patient } = part;
    const agrees = ({ patients }: Claim) => patients.some((one) => areOnePerson([one, patient], effective));
    if (!claims.every(agrees)) return mismatch;
    return { kind: 'identified', incoming: { ...incoming, merges: mergesOf(patient, links) } };
  }
  const [first] = claims;
  const patient = first?.patients[0];
  if (first === undefined || patient === undefined) return { kind: 'identified', incoming };
  const all = claims.flatMap(({ patients }) => patients);
  if (!all.every((one) => areOnePerson([one, patient], effective))) return mismatch;
  const { messageId, at } = first.owner;
  const kind = first.kind === 'specimen' ? ('specimen' as const) : ('order' as const);
  return {
    kind: 'identified',
    incoming: {
      reportKey: reportKeyOf({ ...incoming.identity, hasPatient: true }),
      processingId: incoming.processingId,
      part: { ...part, patient, patientFrom: { kind, messageId, at } },
      merges: mergesOf(patient, links),
    },
  };
}

const namesOf = ({ part, processingId }: IncomingPart) =>
  orderNamesOf(part).map(({ kind, id }) => ({ kind, alias: orderAliasOf(kind, id, processingId) }));
