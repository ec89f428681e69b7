import type { Identifier } from '../../model/concept.ts';
import { type OrderAliasKind, orderAliasOf } from '../../model/identity.ts';
import type { Order } from '../../model/order.ts';
import {
  placeName,
  type SpecimenWork,
  type WorkPlace,
  type WorkQuery,
  type WorkStep,
  workDay,
} from '../../model/work.ts';
import { type AdmittedMessage, senderScopeOf } from '../../normalize/admit/admit-message.ts';
import { processingIdOf } from '../../normalize/admit/message-kind.ts';
import { isOpen, orderedAt, ordersOfNow, specimenKeyOf, stepFor } from '../../normalize/work/work-steps.ts';
import type { OrderStore } from '../../ports/order-store.ts';
import { renderAstmWork } from '../../render/astm/work-records.ts';
import { renderDisplayWork } from '../../render/hl7/display-response.ts';
import { renderGenexpertWork } from '../../render/hl7/genexpert-response.ts';
import { renderQueryResponse } from '../../render/hl7/query-response.ts';
import { renderRefill } from '../../render/hl7/refill-response.ts';
import { replyContext } from '../../render/hl7/reply-context.ts';
import { renderWorkOrder } from '../../render/hl7/work-order.ts';
import type { Site } from '../../site/site.ts';
import { reuseMsOf } from '../file/identify-part.ts';

export interface QueryDependencies {
  readonly orders: Pick<OrderStore, 'ordersOf'>;
}

/** The answer to a query, and the messages that follow it without another question. */
export interface QueryAnswer {
  readonly format: 'hl7' | 'astm';
  readonly messages: readonly Uint8Array[];
}

/** How long a specimen counts as standing at its place; afterwards another specimen may stand there. */
const PLACE_MS = 12 * 3_600_000;

/** At most so many specimens are answered at once; the instrument asks again. */
const MAX_SPECIMENS = 200;

/**
 * Answers an instrument that asks for work: by specimen, by place, or for everything. It queries the table
 * once for each specimen that is asked for, and twice for everything.
 */
export async function answerQuery(
  query: WorkQuery,
  admitted: AdmittedMessage,
  { orders, site, now }: QueryDependencies & { readonly site: Site; readonly now: Date },
): Promise<QueryAnswer> {
  const work = query.isCancel ? [] : await findWork(query, admitted, { orders, site, now });
  return render(query, admitted, work, now);
}

/** `ORC[9]` stands before `ORC[10]`. */
const places = new Intl.Collator('en', { numeric: true });

async function findWork(
  query: WorkQuery,
  { source, msh }: AdmittedMessage,
  { orders, site, now }: QueryDependencies & { readonly site: Site; readonly now: Date },
): Promise<readonly SpecimenWork[]> {
  const scope = senderScopeOf(source, msh);
  const find = (kind: OrderAliasKind, id: Pick<Identifier, 'scope' | 'value'>): Promise<readonly Order[]> =>
    orders.ordersOf(orderAliasOf(kind, id, processingIdOf(msh)));
  const steps = (found: readonly Order[]): readonly WorkStep[] => {
    const current = ordersOfNow(found, now, reuseMsOf(site));
    return current
      .filter((order) => isOpen(order) && order.source !== source.id)
      .toSorted((a, b) => orderedAt(a) - orderedAt(b) || places.compare(a.at, b.at))
      .flatMap((order) => stepFor(order, source, current) ?? [])
      .filter(({ code }) => query.tests?.includes(code) ?? true);
  };
  if (query.isAll) {
    const days = [new Date(now.getTime() - 86_400_000), now].map(workDay);
    const found = await Promise.all(days.map((value) => find('analyzer', { scope: source.id, value })));
    // without work for any specimen, the answer alone is sent: a negative response would have to name a
    // specimen
    return bySpecimen(found.flat())
      .map((group) => ({ orders: steps(group) }))
      .filter(({ orders: open }) => open.length > 0)
      .slice(0, MAX_SPECIMENS);
  }
  if (query.place !== undefined) return [await atPlace(query.place)];
  return Promise.all(
    query.specimens.slice(0, MAX_SPECIMENS).map(async (asked, index) => ({
      asked,
      written: query.written?.[index],
      orders: steps(await find('specimen', asked)),
    })),
  );

  /**
   * The specimen that was last put at this place, unless that was too long ago, whatever the state of its
   * orders.
   */
  async function atPlace(place: WorkPlace): Promise<SpecimenWork> {
    const found = await find('place', { scope, value: placeName(place) });
    const recent = found.filter((order) => now.getTime() - orderedAt(order) <= PLACE_MS);
    const [newest] = recent.toSorted((a, b) => orderedAt(b) - orderedAt(a));
    const there = recent.filter(
      (order) => newest !== undefined && specimenKeyOf(order) === specimenKeyOf(newest),
    );
    return { place, orders: steps(there) };
  }
}

function bySpecimen(orders: readonly Order[]): readonly (readonly Order[])[] {
  const known = new Map(orders.map((order) => [order.key, order]));
  return [...Map.groupBy(known.values(), specimenKeyOf).values()];
}

function render(
  query: WorkQuery,
  { message, msh, source }: AdmittedMessage,
  work: readonly SpecimenWork[],
  now: Date,
): QueryAnswer {
  const context = replyContext(message, now);
  switch (query.dialect) {
    case 'astm':
      return {
        format: 'astm',
        messages: [
          renderAstmWork(work, context, {
            scope: senderScopeOf(source, msh),
            layouts: source.instrument?.query?.layouts ?? [],
          }),
        ],
      };
    case 'genexpert':
      return { format: 'hl7', messages: [renderGenexpertWork(query, work, context)] };
    case 'display':
      return { format: 'hl7', messages: renderDisplayWork(query, work, context) };
    case 'refill':
      return {
        format: 'hl7',
        messages: (work.length === 0 ? [{ orders: [] }] : work).map((one) => renderRefill(one, context)),
      };
    case 'law':
      return {
        format: 'hl7',
        messages: [renderQueryResponse(query, context), ...work.map((one) => renderWorkOrder(one, context))],
      };
  }
}
