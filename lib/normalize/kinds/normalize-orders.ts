import { groupResults, type OrderGroup, type PatientGroup } from '@labwire/hl7/groups/result-groups';
import { errorCode, type Issue } from '@labwire/hl7/issue';
import { type Obr, readObr } from '@labwire/hl7/segments/obr';
import { type Orc, readOrc } from '@labwire/hl7/segments/orc';
import { readSac } from '@labwire/hl7/segments/sac';
import type { Identifier } from '../../model/concept.ts';
import { type OrderNameKind, orderAliasOf, orderKeyOf } from '../../model/identity.ts';
import type { NamedOrder, Order } from '../../model/order.ts';
import { type NumberedOrder, type OwnerClaim, ownerAfter } from '../../model/owner.ts';
import { placeName, workDay } from '../../model/work.ts';
import type { AdmittedMessage } from '../admit/admit-message.ts';
import { toConcept, toPerson } from '../elements/concept.ts';
import { toObservation } from '../elements/observation.ts';
import { numberNamesOf, orderNamesOf, orderNumbersOf, toReportNumber } from '../elements/order-names.ts';
import { toPatient } from '../elements/patient.ts';
import { priorityOf } from '../elements/priority.ts';
import { specimensOf } from '../elements/specimen.ts';
import { materialOf } from '../rules/control-firewall.ts';
import { mapService } from '../rules/map-terms.ts';
import { canDo, givesUpSpecimen } from '../work/work-steps.ts';
import { type Reading, type ReadingOptions, readingOf, watermarkOf } from './reading.ts';

/** An owner's claim, with the index names under which results of that number are found. */
export interface OrderClaim extends OwnerClaim {
  readonly reportNames: readonly string[];
}

/** An order message, normalized: the orders, and the patient of each. Its OBX are stored with the orders. */
export interface NormalizedOrders {
  /** The patient of each number. A cancelled order does not claim its specimen. */
  readonly claims: readonly OrderClaim[];
  readonly orders: readonly NamedOrder[];
  /** The number of OBX segments in the message. */
  readonly received: number;
  readonly issues: readonly Issue[];
}

/**
 * Reads the orders of an admitted ORM or OML and their patients. Pure: the same message gives the same
 * result.
 */
export function normalizeOrders(admitted: AdmittedMessage, options: ReadingOptions): NormalizedOrders {
  const { segments } = admitted.message;
  const reading = readingOf(admitted, options);
  const told = groupResults(segments).patients.map((group) => readOrders(group, reading));
  return {
    claims: told.flatMap(({ claims }) => claims),
    orders: told.flatMap(({ orders }) => orders),
    received: segments.filter(({ name }) => name === 'OBX').length,
    issues: reading.context.issues,
  };
}

function readOrders(
  group: PatientGroup,
  reading: Reading,
): { readonly claims: OrderClaim[]; readonly orders: NamedOrder[] } {
  const { messageId, source, context } = reading;
  const patient = toPatient(group, context);
  const unordered = group.specimens.filter(
    (specimen) => !group.orders.some(({ specimens }) => specimens.includes(specimen)),
  );
  const groups = [
    ...group.orders,
    // a specimen without an order is known by its own number
    ...unordered.map(
      (specimen): OrderGroup => ({ notes: [], others: [], observations: [], specimens: [specimen] }),
    ),
  ];
  const asOf = watermarkOf(undefined, reading).messageTime;
  const claims: OrderClaim[] = [];
  const orders: NamedOrder[] = [];
  for (const one of groups) {
    const at = (one.orc ?? one.obr ?? one.specimens[0]?.spm)?.at() ?? 'ORC';
    const obr = obrOf(one);
    const named = {
      ...orderNumbersOf(obr, orcOf(one), context.senderScope),
      specimens: specimensOf(one, obr, context),
    };
    const names = orderNamesOf(named);
    const [strongest] = names;
    if (strongest === undefined) {
      context.warn(
        errorCode.requiredFieldMissing,
        at,
        'An order without a placer, filler or specimen number: no result can be told to belong to it',
      );
      continue;
    }
    const aliases = names.map(({ kind, id }) => orderAliasOf(kind, id, reading.processingId));
    if (orcOf(one)?.control === 'CA')
      context.inform(
        errorCode.accepted,
        at,
        'ORC-1 CA in an order message asks the laboratory to cancel: the order ends, and reported results stay until the laboratory takes them back',
      );
    const isOrder = one.orc !== undefined || one.obr !== undefined;
    const isGivenUp = isOrder && givesUpSpecimen(toState(one));
    if (isOrder) {
      const order = toOrder(one, { ...named, strongest: strongest.id, at, asOf, patient, reading });
      const all = [...aliases, ...placesOf(one, reading), ...workListsOf(order, reading)];
      orders.push({ aliases: all, order: { ...order, aliases: all } });
    }
    // an order without a patient, or for control material, names no owner
    const isPatients = materialOf(one, group, reading, { requiresRole: false }) === 'patient';
    if (patient === undefined || !isPatients) continue;
    const owner = {
      patient: { ...patient, notes: [] },
      messageId,
      source: source.id,
      at,
      asOf,
      order: aliases[0],
    };
    claims.push(
      ...names.flatMap(({ kind, id }, index): OrderClaim[] => {
        const alias = aliases[index];
        if (alias === undefined || (isGivenUp && kind === 'specimen')) return [];
        const orders = kind === 'specimen' ? {} : ordersOf(names, obr, reading);
        return [{ alias, owner: { ...owner, ...orders }, reportNames: reportNamesOf(kind, id, reading) }];
      }),
    );
  }
  return { claims: inOne(claims), orders };
}

/** Several orders of one number or specimen make one claim about it. */
function inOne(claims: readonly OrderClaim[]): OrderClaim[] {
  const byAlias = new Map<string, OrderClaim>();
  for (const claim of claims)
    byAlias.set(claim.alias, {
      ...claim,
      owner: ownerAfter(byAlias.get(claim.alias)?.owner, claim.owner),
    });
  return [...byAlias.values()];
}

/** The order itself, if it has several numbers: results may name one of them alone. */
function ordersOf(
  names: ReturnType<typeof orderNamesOf>,
  obr: Obr | undefined,
  { context, source }: Reading,
): { orders?: NumberedOrder[] } {
  if (names.length < 2) return {};
  const service = mapService(toConcept(obr?.service), source);
  const numbers = names.map(({ kind, id }) => toReportNumber(kind, id, context.senderScope));
  return {
    orders: [
      {
        numbers,
        ...(service === undefined ? {} : { service: { text: service.text, codings: service.codings } }),
      },
    ],
  };
}

/** The index names of the reports that have this number. */
const reportNamesOf = (kind: OrderNameKind, id: Identifier, { context, processingId }: Reading): string[] =>
  numberNamesOf(toReportNumber(kind, id, context.senderScope), processingId);

/** The places of the specimen, for an instrument that cannot read its label. */
const placesOf = ({ specimens }: OrderGroup, { context, processingId }: Reading): string[] =>
  specimens
    .flatMap(({ containers }) => containers.filter(({ name }) => name === 'SAC').map(readSac))
    .flatMap(({ carrierId, positionInCarrier, trayId, positionInTray }) => [
      ...(carrierId === undefined || positionInCarrier === undefined
        ? []
        : [placeName({ holder: 'carrier', id: carrierId.id, position: positionInCarrier })]),
      ...(trayId === undefined || positionInTray === undefined
        ? []
        : [placeName({ holder: 'tray', id: trayId.id, position: positionInTray })]),
    ])
    .flatMap((value) => [orderAliasOf('place', { scope: context.senderScope, value }, processingId)]);

/** The names of today's work lists of the instruments that can do the order. */
const workListsOf = (order: Order, { site, receivedAt, processingId }: Reading): string[] =>
  site.sources
    .filter((source) => canDo(source, order))
    .map(({ id }) => orderAliasOf('analyzer', { scope: id, value: workDay(receivedAt) }, processingId));

const obrOf = ({ obr }: OrderGroup): Obr | undefined => (obr === undefined ? undefined : readObr(obr));
const toState = (group: OrderGroup): Pick<Order, 'control' | 'status'> => {
  const orc = orcOf(group);
  return { control: orc?.control, status: orc?.orderStatus };
};
const orcOf = ({ orc }: OrderGroup): Orc | undefined => (orc === undefined ? undefined : readOrc(orc));

function toOrder(
  group: OrderGroup,
  known: Pick<Order, 'placerOrder' | 'fillerOrder' | 'specimens' | 'at' | 'asOf' | 'patient'> & {
    readonly strongest: Identifier;
    readonly reading: Reading;
  },
): Order {
  const { strongest, reading, ...order } = known;
  const { context, messageId, processingId, source, slots } = reading;
  const obr = obrOf(group);
  const orc = orcOf(group);
  const service = mapService(toConcept(obr?.service), source);
  return {
    ...order,
    key: orderKeyOf(processingId, strongest, service),
    messageId,
    source: source.id,
    processingId,
    ...toState(group),
    orderedAt: order.asOf,
    service,
    priority: priorityOf(group, obr),
    specimenAction: obr?.specimenAction,
    observed: context.moment(obr?.observed, group.obr?.at(7) ?? ''),
    orderingProvider: toPerson(obr?.orderingProvider ?? orc?.orderingProvider, context.senderScope),
    clinicalInformation: obr?.clinicalInformation,
    answers: group.observations.map((observation) =>
      toObservation(observation, { reportKey: messageId, slots, isOfSpecimen: false, context }),
    ),
    notes: context.notes(group.notes),
  };
}
