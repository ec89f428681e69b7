import { groupResults, type OrderGroup, type PatientGroup } from '../hl7/result-groups.ts';
import { readObr } from '../hl7/segments/obr.ts';
import { readOrc } from '../hl7/segments/orc.ts';
import { orderAliasOf } from '../model/identity.ts';
import type { OwnerClaim } from '../model/owner.ts';
import { errorCode, type Issue } from '../shared/issue.ts';
import type { AdmittedMessage } from './admit-message.ts';
import { toIdentifier } from './concept.ts';
import { materialOf } from './control-firewall.ts';
import { orderNamesOf } from './order-names.ts';
import { toPatient } from './patient.ts';
import { type NormalizeOptions, type Reading, readingOf, watermarkOf } from './reading.ts';
import { specimensOf } from './specimen.ts';

/** An order message, normalized: whose each order is. Its OBX are answers and earlier results, and stay in the message. */
export interface NormalizedOrders {
  readonly claims: readonly OwnerClaim[];
  /** OBX segments in the message. */
  readonly received: number;
  readonly issues: readonly Issue[];
}

/** Reads of an admitted ORM or OML whose its orders are. Pure: the same message says the same. */
export function normalizeOrders(admitted: AdmittedMessage, options: NormalizeOptions): NormalizedOrders {
  const { segments } = admitted.message;
  const reading = readingOf(admitted, options);
  return {
    claims: groupResults(segments).patients.flatMap((group) => claimsOf(group, reading)),
    received: segments.filter(({ name }) => name === 'OBX').length,
    issues: reading.context.issues,
  };
}

function claimsOf(group: PatientGroup, reading: Reading): OwnerClaim[] {
  const { messageId, source, context } = reading;
  const patient = toPatient(group, context);
  const unordered = group.specimens.filter(
    (specimen) => !group.orders.some(({ specimens }) => specimens.includes(specimen)),
  );
  const orders = [
    ...group.orders,
    // a specimen that no order follows is known by its own number
    ...unordered.map(
      (specimen): OrderGroup => ({ notes: [], others: [], observations: [], specimens: [specimen] }),
    ),
  ];
  const claims = orders.flatMap((order): OwnerClaim[] => {
    const at = (order.orc ?? order.obr ?? order.specimens[0]?.spm)?.at() ?? 'ORC';
    const aliases = aliasesOf(order, reading);
    if (aliases.length === 0)
      context.warn(
        errorCode.requiredFieldMissing,
        at,
        'An order without a placer, filler or specimen number: no result can be told to belong to it',
      );
    // an order that names no patient, or is for control material, says nothing about whose it is
    const isPatients = materialOf(order, group, { ...source.controls, requireRole: false }) === 'patient';
    if (patient === undefined || !isPatients || aliases.length === 0) return [];
    const asOf = watermarkOf(undefined, reading).messageTime;
    const owner = { patient: { ...patient, notes: [] }, messageId, source: source.id, at, asOf };
    return aliases.map((alias) => ({ alias, owner }));
  });
  // several orders of one specimen say the same of it
  return [...new Map(claims.map((claim) => [claim.alias, claim])).values()];
}

function aliasesOf(order: OrderGroup, { context, processingId }: Reading): string[] {
  const obr = order.obr === undefined ? undefined : readObr(order.obr);
  const orc = order.orc === undefined ? undefined : readOrc(order.orc);
  const names = orderNamesOf({
    placerOrder: toIdentifier(obr?.placerOrder ?? orc?.placerOrder, context.senderScope),
    fillerOrder: toIdentifier(obr?.fillerOrder ?? orc?.fillerOrder, context.senderScope),
    specimens: specimensOf(order, obr, context),
  });
  return names.map(({ kind, id }) => orderAliasOf(kind, id, processingId));
}
