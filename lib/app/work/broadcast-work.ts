import { digestOf, orderAliasOf } from '../../model/identity.ts';
import type { NamedOrder, Order } from '../../model/order.ts';
import { specimenNumbers, type WorkStep } from '../../model/work.ts';
import { canDo, specimenKeyOf, stepFor } from '../../normalize/work/work-steps.ts';
import { renderDownload } from '../../render/hl7/order-download.ts';
import { unaskedContext } from '../../render/hl7/reply-context.ts';
import { renderWorkOrder } from '../../render/hl7/work-order.ts';
import type { Site, Source } from '../../site/site.ts';
import type { WorkDependencies } from './work-dependencies.ts';
/** Sends new work, specimen by specimen, to instruments that receive it without asking. */
export async function broadcastWork(
  named: readonly NamedOrder[],
  dependencies: WorkDependencies,
): Promise<void> {
  const wanted = named.map(({ order }) => order);
  for (const instrument of broadcastTo(dependencies.site)) {
    const able = wanted.filter((order) => canDo(instrument, order));
    for (const group of Map.groupBy(able, specimenKeyOf).values()) {
      const siblings = await siblingsOf(group, dependencies);
      await sendWork(
        instrument,
        group.flatMap((order) => stepFor(order, instrument, siblings) ?? []),
        dependencies,
      );
    }
  }
}

export const broadcastTo = ({ sources }: Site): readonly Source[] =>
  sources.filter(({ work }) => work?.send === 'broadcast');

/** All orders of the specimen that these orders share. */
export async function siblingsOf(
  group: readonly Order[],
  { orders }: Pick<WorkDependencies, 'orders'>,
): Promise<readonly Order[]> {
  const [first] = group;
  const [id] = specimenNumbers(first?.specimens[0]);
  if (first === undefined || id === undefined) return group;
  const found = await orders.ordersOf(orderAliasOf('specimen', id, first.processingId));
  return found.filter(({ patient }) => patient?.key === first.patient?.key);
}

export async function sendWork(
  instrument: Source,
  steps: readonly WorkStep[],
  { work, clock }: WorkDependencies,
): Promise<void> {
  const [first] = steps;
  if (first === undefined) return;
  const { order } = first;
  const form = instrument.work?.as ?? 'OML^O33';
  const context = unaskedContext(instrument.sender, order.processingId, clock());
  await work.send({
    source: instrument.id,
    message:
      form === 'OML^O33'
        ? renderWorkOrder({ orders: steps }, context)
        : renderDownload({ orders: steps }, form, context),
    group: digestOf(specimenKeyOf(order)),
    id: digestOf(JSON.stringify(steps.map((step) => [step.order.key, step.order.asOf, step.control]))),
  });
}
