import type { Coding } from '../../model/concept.ts';
import type { Order } from '../../model/order.ts';
import { specimenNumbers, type WorkStep } from '../../model/work.ts';
import type { Source } from '../../site/site.ts';
import { LOINC_SYSTEM } from '../../terminology/loinc.ts';

/** ORC-1 (table 0119) of orders that are not to be done: cancelled, discontinued, replaced, held. */
const cancelControls: ReadonlySet<string> = new Set([
  ...['CA', 'OC', 'CR', 'DC', 'OD', 'DR', 'OE'],
  ...['RP', 'RU', 'RQ'],
  ...['HD', 'OH', 'HR'],
]);

/** ORC-5 (table 0038) of orders that are not to be done. */
const cancelStatuses: ReadonlySet<string> = new Set(['CA', 'DC', 'RP', 'HD', 'ER']);

/** Whether an order is not to be done, or not now. */
export const isCancelled = ({ control, status }: Pick<Order, 'control' | 'status'>): boolean =>
  cancelControls.has(control ?? '') || cancelStatuses.has(status ?? '');

/**
 * Whether an order no longer needs its specimen, so that its tube may be given to somebody else: it was cancelled
 * (HL7 table 0119 CA, OC, CR; table 0038 CA). One that is discontinued, replaced or held may have results still.
 */
export const givesUpSpecimen = ({ control, status }: Pick<Order, 'control' | 'status'>): boolean =>
  ['CA', 'OC', 'CR'].includes(control ?? '') || status === 'CA';

/** Whether an order is still to be done. */
export const isOpen = (order: Order): boolean =>
  !isCancelled(order) && order.control !== 'RE' && order.status !== 'CM';

/** The instrument's code for the service of an order. Undefined if the instrument does not do it. */
function codingFor({ service }: Order, source: Source): Coding | undefined {
  const codings = service?.codings ?? [];
  const own = codings.map((coding) => inOwnCode(coding, source)).find((found) => found !== undefined);
  const coding = own ?? codings[0];
  const services = source.work?.services;
  return coding === undefined || (services !== undefined && !services.includes(coding.code))
    ? undefined
    : coding;
}

/** Whether an instrument takes work and can do this order. */
export const canDo = (source: Source, order: Order): boolean =>
  source.work !== undefined && source.id !== order.source && codingFor(order, source) !== undefined;

/**
 * The step of an instrument for an order, in the instrument's own code. Undefined if the instrument does not
 * do it. `siblings` are all orders of the specimen in any state; they show whether the order's number names
 * this step alone.
 */
export function stepFor(order: Order, source: Source, siblings: readonly Order[]): WorkStep | undefined {
  const coding = codingFor(order, source);
  if (coding === undefined) return undefined;
  return {
    order,
    id: workId(order, siblings),
    code: coding.code,
    display: coding.display ?? order.service?.text,
    system: coding.system,
    control: isCancelled(order) ? 'CA' : 'NW',
  };
}

/**
 * The number of the order. If several orders of a specimen share it, the code of the service is appended to
 * each, so that results can be assigned by specimen and service.
 */
export function workId(order: Order, siblings: readonly Order[]): WorkStep['id'] {
  const number = order.placerOrder ?? order.fillerOrder;
  if (number === undefined) return { value: order.key.slice(0, 20), assigner: { namespace: 'LABWIRE' } };
  const isShared = siblings.some(
    (other) => other.key !== order.key && (other.placerOrder ?? other.fillerOrder)?.value === number.value,
  );
  return isShared ? { ...number, value: `${number.value}.${order.service?.codings[0]?.code ?? ''}` } : number;
}

/**
 * Selects the current orders of a number. Laboratories use numbers again, so orders that are too old, or that
 * belonged to another patient before, do not count.
 */
export function ordersOfNow(found: readonly Order[], now: Date, reuseMs: number): readonly Order[] {
  const recent = found.filter((order) => now.getTime() - orderedAt(order) <= reuseMs);
  const [newest] = recent.toSorted((a, b) => orderedAt(b) - orderedAt(a));
  return recent.filter(({ patient }) => patient?.key === newest?.patient?.key);
}

export const orderedAt = ({ orderedAt: at, asOf }: Order): number => at ?? asOf;

/** Finds the instrument's own code for a LOINC code in the source's map. */
function inOwnCode({ code, system }: Coding, { terms }: Source): Coding | undefined {
  if (system !== 'LN' && system !== LOINC_SYSTEM) return undefined;
  const term = terms.find((one) => one.loinc === code && one.code !== undefined);
  return term?.code === undefined
    ? undefined
    : { code: term.code, display: term.display, system: term.system };
}

/** Whether the codes mean this order's service. Without any codes, every order matches. */
export const isSameService = (order: Order, codings: readonly Coding[]): boolean => {
  const ordered = new Set((order.service?.codings ?? []).map(({ code }) => code));
  return codings.length === 0 || codings.some(({ code }) => ordered.has(code));
};

/** The specimen of an order as one word; orders for one specimen of one patient share it. */
export function specimenKeyOf({ key, patient, specimens: [specimen] }: Order): string {
  const [id] = specimenNumbers(specimen);
  return id === undefined ? key : [id.scope, id.value, patient?.key ?? ''].join('|');
}
