import type { Coding } from '../../model/concept.ts';
import type { Order } from '../../model/order.ts';
import { specimenNumbers, type WorkStep } from '../../model/work.ts';
import type { Source } from '../../site/site.ts';
import { LOINC_SYSTEM } from '../../terminology/loinc.ts';

/** ORC-1 (table 0119) of what is not to be done: cancelled, discontinued, replaced, held. */
const cancelControls: ReadonlySet<string> = new Set([
  ...['CA', 'OC', 'CR', 'DC', 'OD', 'DR', 'OE'],
  ...['RP', 'RU', 'RQ'],
  ...['HD', 'OH', 'HR'],
]);

/** ORC-5 (table 0038) of the same. */
const cancelStatuses: ReadonlySet<string> = new Set(['CA', 'DC', 'RP', 'HD', 'ER']);

/** Whether an order is not to be done, or not now. */
export const isCancelled = ({ control, status }: Pick<Order, 'control' | 'status'>): boolean =>
  cancelControls.has(control ?? '') || cancelStatuses.has(status ?? '');

/** Whether an order is still to be done. */
export const isOpen = (order: Order): boolean =>
  !isCancelled(order) && order.control !== 'RE' && order.status !== 'CM';

/** What an instrument calls the service of an order; undefined where it is not for it to do. */
function codingFor({ service }: Order, source: Source): Coding | undefined {
  const codings = service?.codings ?? [];
  const own = codings.map((coding) => inOwnCode(coding, source)).find((found) => found !== undefined);
  const coding = own ?? codings[0];
  const services = source.work?.services;
  return coding === undefined || (services !== undefined && !services.includes(coding.code))
    ? undefined
    : coding;
}

/** Whether an instrument takes work, and can do this. */
export const canDo = (source: Source, order: Order): boolean =>
  source.work !== undefined && source.id !== order.source && codingFor(order, source) !== undefined;

/**
 * What an instrument has to do for an order, in its own code; undefined where it is not for it to do.
 * `siblings` are all orders of the specimen, whatever became of them: by them it is known whether the
 * order's number names this step alone.
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
 * The number that the order came with. Where several of a specimen share it, each has the code of its
 * service behind it: its results are then told by specimen and service.
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
 * Of all orders that were ever known by a number, those of whoever has it now: a laboratory gives its
 * numbers again. What was ordered longer ago than that, or for somebody else before, does not count.
 */
export function ordersOfNow(found: readonly Order[], now: Date, reuseMs: number): readonly Order[] {
  const recent = found.filter((order) => now.getTime() - orderedAt(order) <= reuseMs);
  const [newest] = recent.toSorted((a, b) => orderedAt(b) - orderedAt(a));
  return recent.filter(({ patient }) => patient?.key === newest?.patient?.key);
}

export const orderedAt = ({ orderedAt: at, asOf }: Order): number => at ?? asOf;

/** By LOINC, the source's map says what the instrument calls it. */
function inOwnCode({ code, system }: Coding, { terms }: Source): Coding | undefined {
  if (system !== 'LN' && system !== LOINC_SYSTEM) return undefined;
  const term = terms.find((one) => one.loinc === code && one.code !== undefined);
  return term?.code === undefined
    ? undefined
    : { code: term.code, display: term.display, system: term.system };
}

/** Whether what names this service is about this order; what names none is about any. */
export const isSameService = (order: Order, codings: readonly Coding[]): boolean => {
  const ordered = new Set((order.service?.codings ?? []).map(({ code }) => code));
  return codings.length === 0 || codings.some(({ code }) => ordered.has(code));
};

/** The specimen of an order, as one word: orders of one specimen of one patient share it. */
export function specimenKeyOf({ key, patient, specimens: [specimen] }: Order): string {
  const [id] = specimenNumbers(specimen);
  return id === undefined ? key : [id.scope, id.value, patient?.key ?? ''].join('|');
}
