import { groupResults, type OrderGroup } from '../hl7/result-groups.ts';
import { readObr } from '../hl7/segments/obr.ts';
import { readOrc } from '../hl7/segments/orc.ts';
import { orderAliasOf } from '../model/identity.ts';
import type { Order } from '../model/order.ts';
import type { Patient } from '../model/patient.ts';
import { errorCode, type Issue } from '../shared/issue.ts';
import type { AdmittedMessage } from './admit-message.ts';
import { toConcept, toIdentifier, toPerson } from './concept.ts';
import { materialOf } from './control-firewall.ts';
import { orderNamesOf } from './order-names.ts';
import { toPatient } from './patient.ts';
import { type NormalizeOptions, type Reading, readingOf, watermarkOf } from './reading.ts';
import { specimensOf } from './specimen.ts';

/** An order message, normalized. Its OBX are answers and earlier results, and stay in the message. */
export interface NormalizedOrders {
  readonly orders: readonly {
    readonly order: Order;
    /** Under which names results will look for it. */
    readonly aliases: readonly string[];
  }[];
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
      return toOrder(order, isPatients ? patient : undefined, reading);
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
    received: segments.filter(({ name }) => name === 'OBX').length,
    issues: reading.context.issues,
  };
}

function toOrder(
  group: OrderGroup,
  patient: Patient | undefined,
  reading: Reading,
): { readonly order: Order; readonly aliases: readonly string[] } {
  const { context, processingId } = reading;
  const obr = group.obr === undefined ? undefined : readObr(group.obr);
  const orc = group.orc === undefined ? undefined : readOrc(group.orc);
  const at = (group.orc ?? group.obr ?? group.specimens[0]?.spm)?.at() ?? 'ORC';
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
    patient: patient === undefined ? undefined : { ...patient, notes: [] },
    specimens: specimensOf(group, obr, context),
  };
  const aliases = orderNamesOf(order).map(({ kind, id }) => orderAliasOf(kind, id, processingId));
  return { order, aliases: [...new Set(aliases)] };
}
