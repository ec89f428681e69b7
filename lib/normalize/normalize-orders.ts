import { groupResults, type ObservationGroup, type OrderGroup } from '../hl7/result-groups.ts';
import { readObr } from '../hl7/segments/obr.ts';
import { readOrc } from '../hl7/segments/orc.ts';
import { orderAliasOf } from '../model/identity.ts';
import type { SetAsideReason } from '../model/message.ts';
import type { Order } from '../model/order.ts';
import type { Patient } from '../model/patient.ts';
import { errorCode, type Issue } from '../shared/issue.ts';
import type { AdmittedMessage } from './admit-message.ts';
import { toConcept, toIdentifier, toPerson } from './concept.ts';
import { materialOf } from './control-firewall.ts';
import { toObservation } from './observation.ts';
import { orderNamesOf } from './order-names.ts';
import { toPatient } from './patient.ts';
import { type NormalizeOptions, type Reading, readingOf, watermarkOf } from './reading.ts';
import { specimensOf } from './specimen.ts';

/** An order message, normalized: every OBX is with an order, or set aside. */
export interface NormalizedOrders {
  readonly orders: readonly {
    readonly order: Order;
    /** Under which names results will look for it. */
    readonly aliases: readonly string[];
  }[];
  readonly setAside: readonly { readonly reason: SetAsideReason; readonly observations: number }[];
  /** OBX segments in the message, counted apart from the grouping. */
  readonly received: number;
  readonly issues: readonly Issue[];
}

/** Turns an admitted ORM or OML into orders. Pure: the same message gives the same orders. */
export function normalizeOrders(admitted: AdmittedMessage, options: NormalizeOptions): NormalizedOrders {
  const { segments } = admitted.message;
  const reading = readingOf(admitted, options);
  const all = groupResults(segments).patients.flatMap((group) => {
    const patient = toPatient(group, reading.context);
    const counted = new Set<ObservationGroup>();
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
    return orders.map((order) => {
      const { controls } = reading.source;
      const isPatients = materialOf(order, group, { ...controls, requireRole: false }) === 'patient';
      return toOrder(order, isPatients ? patient : undefined, counted, reading);
    });
  });
  const named = all.filter(({ aliases }) => aliases.length > 0);
  const nameless = all.filter(({ aliases }) => aliases.length === 0);
  for (const { order } of nameless)
    reading.context.warn(
      errorCode.requiredFieldMissing,
      order.at,
      'An order without a placer, filler or specimen number: no result can be told to belong to it',
    );
  return {
    orders: named,
    setAside: nameless.map(({ order }) => ({
      reason: 'nameless-order',
      observations: order.observations.length,
    })),
    received: segments.filter(({ name }) => name === 'OBX').length,
    issues: reading.context.issues,
  };
}

function toOrder(
  group: OrderGroup,
  patient: Patient | undefined,
  counted: Set<ObservationGroup>,
  reading: Reading,
): { readonly order: Order; readonly aliases: readonly string[] } {
  const { context, processingId, slots } = reading;
  const obr = group.obr === undefined ? undefined : readObr(group.obr);
  const orc = group.orc === undefined ? undefined : readOrc(group.orc);
  // what is told about a specimen of several orders is kept with the first
  const ofSpecimen = group.specimens
    .flatMap(({ observations }) => observations)
    .filter((observation) => !counted.has(observation));
  for (const observation of [...ofSpecimen, ...group.observations]) counted.add(observation);
  const at = (group.orc ?? group.obr ?? group.specimens[0]?.spm)?.at() ?? 'ORC';
  const observationOf = (isOfSpecimen: boolean) => (observation: ObservationGroup) =>
    toObservation(observation, { reportKey: at, slots, isOfSpecimen, context });
  const order: Order = {
    messageId: reading.messageId,
    source: reading.source.id,
    at,
    asOf: watermarkOf(undefined, reading).messageTime,
    control: orc?.control,
    status: orc?.orderStatus,
    placerOrder: toIdentifier(obr?.placerOrder ?? orc?.placerOrder, context.senderScope),
    fillerOrder: toIdentifier(obr?.fillerOrder ?? orc?.fillerOrder, context.senderScope),
    service: toConcept(obr?.service),
    orderingProvider: toPerson(obr?.orderingProvider ?? orc?.orderingProvider, context.senderScope),
    clinicalInformation: obr?.clinicalInformation,
    patient,
    specimens: specimensOf(group, obr, context),
    observations: [...ofSpecimen.map(observationOf(true)), ...group.observations.map(observationOf(false))],
    notes: context.notes(group.notes),
  };
  const aliases = orderNamesOf(order).map(({ kind, id }) => orderAliasOf(kind, id, processingId));
  return { order, aliases: [...new Set(aliases)] };
}
