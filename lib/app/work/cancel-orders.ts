import type { NamedOrder } from '../../model/order.ts';
import { isCancelled, isOpen, isSameService } from '../../normalize/work/work-steps.ts';
import { aliasesOf, type WorkDependencies } from './work-dependencies.ts';

/**
 * Resolves cancellations. One without a service cancels every order of its number. One that names its service
 * without a coding system cancels the matching order. Returns the orders, including the cancelled ones.
 */
export async function withCancelled(
  named: readonly NamedOrder[],
  { orders }: Pick<WorkDependencies, 'orders'>,
): Promise<readonly NamedOrder[]> {
  const cancelled: NamedOrder[] = [];
  for (const { aliases, order } of named.filter((one) => isCancelled(one.order))) {
    const [alias] = aliases;
    const known = alias === undefined ? [] : await orders.ordersOf(alias);
    const meant = known.filter(
      (one) =>
        one.key !== order.key &&
        isOpen(one) &&
        (order.patient === undefined || one.patient?.key === order.patient.key) &&
        (order.placerOrder ?? order.fillerOrder)?.value === (one.placerOrder ?? one.fillerOrder)?.value &&
        isSameService(one, order.service?.codings ?? []),
    );
    const { control, status } = order;
    for (const one of meant)
      cancelled.push({
        aliases: aliasesOf(one),
        order: { ...one, control, status, asOf: Math.max(one.asOf, order.asOf) },
      });
  }
  return [...named, ...cancelled];
}
