import { orderAliasOf, reportKeyOf } from '../model/identity.ts';
import type { Order } from '../model/order.ts';
import type { Patient } from '../model/patient.ts';
import type { HoldReason } from '../model/report.ts';
import type { IncomingPart } from '../normalize/normalize-results.ts';
import { orderNamesOf } from '../normalize/order-names.ts';
import type { IdentityStore, KnownIdentities } from '../ports/identity-store.ts';
import type { PartOfReport } from '../reports/merge-report.ts';
import { isOnePerson, type Link, mergePart } from '../reports/patient-links.ts';

export type IdentifiedPart =
  | { readonly kind: 'identified'; readonly incoming: PartOfReport }
  | { readonly kind: 'held'; readonly reason: HoldReason; readonly observations: number };

/**
 * Says whose results are. A part that names no patient takes that of its order, else of its
 * specimen; one whose patient contradicts them is held. One request for the whole message; more
 * only where a patient was merged, or is found by an order.
 */
export async function identifyParts(
  parts: readonly IncomingPart[],
  store: IdentityStore,
): Promise<IdentifiedPart[]> {
  const named = parts.map((incoming) => ({ incoming, names: namesOf(incoming) }));
  const known = await store.find({
    orders: [...new Set(named.flatMap(({ names }) => names.map(({ alias }) => alias)))],
    patients: keysOf(parts.map(({ part }) => part.patient)),
  });
  const claims = named.map(({ incoming, names }) => ({
    incoming,
    orders: names.flatMap(({ kind, alias }): Claim[] => {
      const order = known.orders.get(alias);
      return order?.patient === undefined ? [] : [{ kind, order, patient: order.patient }];
    }),
  }));
  const doubtful = claims.flatMap(({ incoming, orders }) =>
    orders.map(({ patient }) => patient).filter((patient) => patient.key !== incoming.part.patient?.key),
  );
  const links = await followLinks(known, keysOf(doubtful), store);
  return claims.map(({ incoming, orders }) => identify(incoming, orders, links));
}

interface Claim {
  readonly kind: 'placer' | 'filler' | 'specimen';
  readonly order: Order;
  readonly patient: Patient;
}

function identify(
  incoming: IncomingPart,
  claims: readonly Claim[],
  links: ReadonlyMap<string, KnownLink>,
): IdentifiedPart {
  const all: Link[] = [...links].map(([retired, { survivor, watermark }]) => ({
    retired,
    survivor,
    watermark,
  }));
  const [first] = claims;
  const patient = incoming.part.patient ?? first?.patient;
  if (patient === undefined) return { kind: 'identified', incoming };
  if (claims.some((claim) => !isOnePerson(claim.patient, patient, all)))
    return { kind: 'held', reason: 'patient-mismatch', observations: incoming.part.observations.length };
  const merges = chainOf(patient.key, links).map(([retired, link]) => mergePart(retired, link));
  if (incoming.part.patient !== undefined || first === undefined)
    return { kind: 'identified', incoming: { ...incoming, merges } };
  const { messageId, at } = first.order;
  const patientFrom = {
    kind: first.kind === 'specimen' ? ('specimen' as const) : ('order' as const),
    messageId,
    at,
  };
  return {
    kind: 'identified',
    incoming: {
      reportKey: reportKeyOf({ ...incoming.identity, hasPatient: true }),
      processingId: incoming.processingId,
      part: { ...incoming.part, patient, patientFrom },
      merges,
    },
  };
}

type KnownLink = NonNullable<ReturnType<KnownIdentities['links']['get']>>;

const namesOf = ({ part, processingId }: IncomingPart) =>
  orderNamesOf(part).map(({ kind, id }) => ({ kind, alias: orderAliasOf(kind, id, processingId) }));

const keysOf = (patients: readonly (Patient | undefined)[]): string[] => [
  ...new Set(patients.flatMap((patient) => patient?.key ?? [])),
];

/** Every link from these patients on, chain by chain. */
async function followLinks(
  known: KnownIdentities,
  others: readonly string[],
  store: IdentityStore,
): Promise<ReadonlyMap<string, KnownLink>> {
  const links = new Map(known.links);
  const asked = new Set<string>();
  let next = [...others, ...[...known.links.values()].map(({ survivor }) => survivor.key)];
  for (;;) {
    const patients = [...new Set(next)].filter((key) => !asked.has(key) && !links.has(key));
    if (patients.length === 0) return links;
    for (const key of patients) asked.add(key);
    const found = await store.find({ orders: [], patients });
    for (const [key, link] of found.links) links.set(key, link);
    next = [...found.links.values()].map(({ survivor }) => survivor.key);
  }
}

/** The links that lead from a patient to who they are now. */
function chainOf(key: string, links: ReadonlyMap<string, KnownLink>): [string, KnownLink][] {
  const chain: [string, KnownLink][] = [];
  const seen = new Set<string>();
  for (let at = key; !seen.has(at); ) {
    seen.add(at);
    const link = links.get(at);
    if (link === undefined) break;
    chain.push([at, link]);
    at = link.survivor.key;
  }
  return chain;
}
