import { groupResults } from '../hl7/result-groups.ts';
import { readObr } from '../hl7/segments/obr.ts';
import { readOrc } from '../hl7/segments/orc.ts';
import { digestOf, orderAliasOf } from '../model/identity.ts';
import type { NamedOrder, Order } from '../model/order.ts';
import type { ReportPart } from '../model/report.ts';
import type { WorkStep } from '../model/work.ts';
import { senderScopeOf } from '../normalize/admit-message.ts';
import { ReadingContext } from '../normalize/context.ts';
import { processingIdOf } from '../normalize/message-kind.ts';
import { instrumentsFor } from '../normalize/normalize-orders.ts';
import { orderNamesOf, orderNumbersOf } from '../normalize/order-names.ts';
import { specimensOf } from '../normalize/specimen.ts';
import { isOpen, isSameService, stepFor } from '../normalize/work-steps.ts';
import type { OrderStore } from '../ports/order-store.ts';
import type { WorkQueue } from '../ports/work-queue.ts';
import { unaskedContext } from '../render/hl7/reply-context.ts';
import { renderWorkOrder } from '../render/hl7/work-order.ts';
import type { Clock } from '../shared/clock.ts';
import type { Site, Source } from '../site/site.ts';
import type { MessageContent } from './process-content.ts';

export interface WorkDependencies {
  readonly orders: OrderStore;
  readonly work: WorkQueue;
  readonly site: Site;
  readonly clock: Clock;
}

/** Tells the instruments that are told unasked what new orders ask of them, specimen by specimen. */
export async function broadcastWork(
  orders: readonly NamedOrder[],
  dependencies: WorkDependencies,
): Promise<void> {
  const told = orders.map(({ order }) => order);
  for (const instrument of broadcastTo(dependencies.site)) {
    const steps = told
      .filter((order) => instrumentsFor(order, [instrument]).length > 0)
      .flatMap((order) => stepFor(order, instrument) ?? []);
    for (const group of Map.groupBy(steps, ({ order }) => specimenOf(order)).values())
      await tell(instrument, group, dependencies);
  }
}

const broadcastTo = ({ sources }: Site): readonly Source[] =>
  sources.filter(({ work }) => work?.send === 'broadcast');

async function tell(
  instrument: Source,
  steps: readonly WorkStep[],
  { work, clock }: WorkDependencies,
): Promise<void> {
  const [first] = steps;
  if (first === undefined) return;
  const { order } = first;
  const context = unaskedContext(instrument.sender, order.processingId, clock());
  await work.send({
    source: instrument.id,
    message: renderWorkOrder({ orders: steps }, context),
    group: digestOf(specimenOf(order)),
    id: digestOf(JSON.stringify(steps.map((step) => [step.order.key, step.order.asOf, step.control]))),
  });
}

const specimenOf = ({ key, specimens: [specimen] }: Order): string => {
  const id = specimen?.containerId ?? specimen?.placerId ?? specimen?.fillerId;
  return id === undefined ? key : `${id.scope}|${id.value}`;
};

/**
 * A final result ends the work that it was ordered as: nobody is told of it again, and other
 * instruments that were, are told not to do it (IHE LAW-001). Costs a query and a put for each result
 * part of an instrument that takes work, and nothing for any other.
 */
export async function closeWork(
  part: ReportPart,
  processingId: string,
  source: Source,
  dependencies: WorkDependencies,
): Promise<void> {
  const names = orderNamesOf(part);
  if (source.work === undefined || !isFinal(part) || names[0] === undefined) return;
  const { orders, site } = dependencies;
  const found = await orders.ordersOf(orderAliasOf(names[0].kind, names[0].id, processingId));
  const isOnly = found.length === 1 && names[0].kind === 'placer';
  const done = found.filter(
    (order) => isOpen(order) && (isOnly || isSameService(order, ownCodings(part, order, source))),
  );
  for (const order of done) {
    const asOf = Math.max(order.asOf, part.watermark.messageTime);
    const completed: Order = { ...order, status: 'CM', asOf };
    await orders.put([{ aliases: aliasesOf(order), order: completed }], KEEP_COMPLETED_MS);
    for (const other of broadcastTo(site).filter(({ id }) => id !== source.id)) {
      const step = stepFor(order, other);
      if (step !== undefined) await tell(other, [{ ...step, control: 'CA' }], dependencies);
    }
  }
}

const KEEP_COMPLETED_MS = 60 * 86_400_000;

/** What the instrument reports under its own code is what was ordered under another. */
function ownCodings(part: ReportPart, order: Order, source: Source) {
  const reported = part.service?.codings ?? [];
  const own = stepFor(order, source);
  const isOwn = own !== undefined && reported.some(({ code }) => code === own.code);
  return isOwn ? [...reported, ...(order.service?.codings ?? [])] : reported;
}

const FINAL = new Set(['F', 'C']);

const isFinal = ({ status, observations }: ReportPart): boolean =>
  observations.length > 0 && observations.every((one) => FINAL.has(one.status ?? status ?? ''));

const aliasesOf = (order: Order): readonly string[] =>
  order.aliases ?? orderNamesOf(order).map(({ kind, id }) => orderAliasOf(kind, id, order.processingId));

/** What an instrument answers to its work is written down with the order: OK, or UA it cannot (ORL^O34). */
export async function recordAnswers(
  { admitted, options }: MessageContent,
  { orders }: Pick<WorkDependencies, 'orders'>,
): Promise<void> {
  const { message, msh, source } = admitted;
  const context = new ReadingContext({
    timeZone: 'UTC',
    senderScope: senderScopeOf(source, msh),
    decimalSeparator: undefined,
    issues: [],
  });
  const at = options.receivedAt.toISOString();
  for (const { orders: groups } of groupResults(message.segments).patients)
    for (const [index, group] of groups.entries()) {
      const orc = group.orc === undefined ? undefined : readOrc(group.orc);
      if (orc?.control === undefined) continue;
      const obr = group.obr === undefined ? undefined : readObr(group.obr);
      const names = orderNamesOf({
        ...orderNumbersOf(obr, orc, context.senderScope),
        specimens: specimensOf(group, obr, context),
      });
      const [name] = names;
      if (name === undefined) continue;
      const found = await orders.ordersOf(orderAliasOf(name.kind, name.id, processingIdOf(msh)));
      // an answer without a number is to the order in its place
      const meant = name.kind === 'specimen' && found.length > 1 ? found.slice(index, index + 1) : found;
      for (const order of meant) {
        const told = {
          ...order.told,
          [source.id]: { answer: orc.control, messageId: options.messageId, at },
        };
        await orders.put([{ aliases: aliasesOf(order), order: { ...order, told } }], KEEP_COMPLETED_MS);
      }
    }
}
