import type { Coding } from '../../model/concept.ts';
import { orderAliasOf } from '../../model/identity.ts';
import type { Order } from '../../model/order.ts';
import type { ReportPart } from '../../model/report.ts';
import { isFinal } from '../../model/status.ts';
import { orderNamesOf } from '../../normalize/elements/order-names.ts';
import { canDo, isOpen, isSameService, ordersOfNow, stepFor } from '../../normalize/work/work-steps.ts';
import type { Source } from '../../site/site.ts';
import { reuseMsOf } from '../file/identify-part.ts';
import { broadcastTo, sendWork, siblingsOf } from './broadcast-work.ts';
import { aliasesOf, KEEP_COMPLETED_MS, type WorkDependencies } from './work-dependencies.ts';

/**
 * Ends the orders that a final result fulfils. They are no longer sent to instruments, and other instruments
 * that received them are told to cancel (IHE LAW-001). For an instrument that takes work, this costs a query
 * for each name of the result and a put for each of its orders; for others, nothing.
 */
export async function closeWork(
  part: ReportPart,
  processingId: string,
  source: Source,
  dependencies: WorkDependencies,
): Promise<void> {
  if (source.work === undefined || !isDone(part)) return;
  const { orders, site } = dependencies;
  for (const order of await ordersDone(part, processingId, source, dependencies)) {
    // the other instruments first: if that fails, everything is done again
    const others = broadcastTo(site).filter((other) => other.id !== source.id && canDo(other, order));
    const siblings = others.length === 0 ? [] : await siblingsOf([order], dependencies);
    for (const other of others) {
      const step = stepFor(order, other, siblings);
      if (step !== undefined) await sendWork(other, [{ ...step, control: 'CA' }], dependencies);
    }
    const asOf = Math.max(order.asOf, part.watermark.messageTime);
    await orders.put(
      [{ aliases: aliasesOf(order), order: { ...order, status: 'CM', asOf } }],
      KEEP_COMPLETED_MS,
    );
  }
}

/**
 * The open orders that a result fulfils: the only order of its number, otherwise the orders of its number or
 * specimen with the same service.
 */
async function ordersDone(
  part: ReportPart,
  processingId: string,
  source: Source,
  { orders, site, clock }: WorkDependencies,
): Promise<readonly Order[]> {
  const done = new Map<string, Order>();
  for (const { kind, id } of orderNamesOf(part)) {
    const known = await orders.ordersOf(orderAliasOf(kind, id, processingId));
    const found = ordersOfNow(known, clock(), reuseMsOf(site));
    const isOnly = found.length === 1 && kind !== 'specimen';
    const own = found.filter(
      ({ patient }) => part.patient === undefined || patient?.key === part.patient.key,
    );
    for (const order of own)
      if (isOpen(order) && (isOnly || isSameService(order, ownCodings(part, order, source))))
        done.set(order.key, order);
  }
  return [...done.values()];
}

/**
 * The codes of the result. If the instrument reports under its own code for this order, the ordered codes are
 * added.
 */
function ownCodings(part: ReportPart, order: Order, source: Source): readonly Coding[] {
  const ofService = part.service?.codings ?? [];
  // several tests that were ordered together are recognized by what was measured
  const reported = ofService.length > 0 ? ofService : part.observations.flatMap(({ code }) => code.codings);
  const own = stepFor(order, source, []);
  const isOwn = own !== undefined && reported.some(({ code }) => code === own.code);
  return isOwn ? [...reported, ...(order.service?.codings ?? [])] : [...reported, nothing];
}

/** Ensures that a result without any code matches no order. */
const nothing: Coding = { code: '' };

/** Whether every result is there, and final. */
const isDone = ({ status, observations }: ReportPart): boolean =>
  observations.length > 0 && observations.every((one) => isFinal(one.status ?? status));
