import { orderAliasOf } from '../../model/identity.ts';
import type { NamedOrder, Order } from '../../model/order.ts';
import { numberNamesOf, orderNamesOf, toReportNumber } from '../../normalize/elements/order-names.ts';
import type { OrderClaim } from '../../normalize/kinds/normalize-orders.ts';
import { givesUpSpecimen } from '../../normalize/work/work-steps.ts';
import type { OrderStore } from '../../ports/order-store.ts';

/**
 * The specimens that cancelled orders give up: those of which the patient has no other order. From then on, a result
 * that names only such a specimen is not the patient's. It makes one query for each specimen of a cancelled order.
 */
export async function givenUpSpecimens(
  named: readonly NamedOrder[],
  senderScope: string,
  { orders }: { readonly orders: Pick<OrderStore, 'ordersOf'> },
): Promise<readonly OrderClaim[]> {
  const claims: OrderClaim[] = [];
  for (const { order } of named) {
    const { patient } = order;
    if (patient === undefined || !givesUpSpecimen(order)) continue;
    const [strongest, ...rest] = orderNamesOf(order);
    if (strongest === undefined || strongest.kind === 'specimen') continue;
    for (const { kind, id } of rest.filter((one) => one.kind === 'specimen')) {
      const alias = orderAliasOf(kind, id, order.processingId);
      const others = [...(await orders.ordersOf(alias)), ...named.map((one) => one.order)];
      if (others.some((other) => isOtherOpen(other, order, alias))) continue;
      claims.push({
        alias,
        owner: {
          patient: { ...patient, notes: [] },
          messageId: order.messageId,
          source: order.source,
          at: order.at,
          asOf: order.asOf,
          order: orderAliasOf(strongest.kind, strongest.id, order.processingId),
          isOver: true,
        },
        reportNames: numberNamesOf(toReportNumber(kind, id, senderScope), order.processingId),
      });
    }
  }
  return claims;
}

/** Whether it is another order of the patient that still needs the specimen. */
const isOtherOpen = (other: Order, cancelled: Order, specimen: string): boolean =>
  !givesUpSpecimen(other) &&
  other.patient?.key === cancelled.patient?.key &&
  numberOf(other) !== numberOf(cancelled) &&
  orderNamesOf(other).some(({ kind, id }) => orderAliasOf(kind, id, other.processingId) === specimen);

const numberOf = ({ placerOrder, fillerOrder }: Order): string | undefined =>
  (placerOrder ?? fillerOrder)?.value;
