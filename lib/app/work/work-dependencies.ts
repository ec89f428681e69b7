import { orderAliasOf } from '../../model/identity.ts';
import type { Order } from '../../model/order.ts';
import { orderNamesOf } from '../../normalize/elements/order-names.ts';
import type { OrderStore } from '../../ports/order-store.ts';
import type { WorkQueue } from '../../ports/work-queue.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Site } from '../../site/site.ts';

export interface WorkDependencies {
  readonly orders: OrderStore;
  readonly work: WorkQueue;
  readonly site: Site;
  readonly clock: Clock;
}

/** How long an order is kept after its work was done or answered. */
export const KEEP_COMPLETED_MS = 60 * 86_400_000;

/** Every name that an order is kept under. */
export const aliasesOf = (order: Order): readonly string[] =>
  order.aliases ?? orderNamesOf(order).map(({ kind, id }) => orderAliasOf(kind, id, order.processingId));
