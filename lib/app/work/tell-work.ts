import { groupResults } from '@labwire/hl7/groups/result-groups';
import { readObr } from '@labwire/hl7/segments/obr';
import { readOrc } from '@labwire/hl7/segments/orc';
import type { Coding } from '../../model/concept.ts';
import { digestOf, orderAliasOf } from '../../model/identity.ts';
import type { NamedOrder, Order } from '../../model/order.ts';
import type { ReportPart } from '../../model/report.ts';
import { specimenNumbers, type WorkStep } from '../../model/work.ts';
import { senderScopeOf } from '../../normalize/admit/admit-message.ts';
import { processingIdOf } from '../../normalize/admit/message-kind.ts';
import { ReadingContext } from '../../normalize/elements/context.ts';
import { orderNamesOf, orderNumbersOf } from '../../normalize/elements/order-names.ts';
import { specimensOf } from '../../normalize/elements/specimen.ts';
import {
  canDo,
  isCancelled,
  isOpen,
  isSameService,
  ordersOfNow,
  specimenKeyOf,
  stepFor,
  workId,
} from '../../normalize/work/work-steps.ts';
import type { OrderStore } from '../../ports/order-store.ts';
import type { WorkQueue } from '../../ports/work-queue.ts';
import { renderDownload } from '../../render/hl7/order-download.ts';
import { unaskedContext } from '../../render/hl7/reply-context.ts';
import { renderWorkOrder } from '../../render/hl7/work-order.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Site, Source } from '../../site/site.ts';
import { reuseMsOf } from '../file/identify-part.ts';
import type { MessageContent } from '../process/process-content.ts';

export interface WorkDependencies {
  readonly orders: OrderStore;
  readonly work: WorkQueue;
  readonly site: Site;
  readonly clock: Clock;
}

/**
 * A cancellation that names no service is of every order of its number; one that names it without its
 * coding system is of the order that it means. Gives the orders with what was cancelled among them.
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

/** Tells the instruments that are told unasked what new orders ask of them, specimen by specimen. */
export async function broadcastWork(
  named: readonly NamedOrder[],
  dependencies: WorkDependencies,
): Promise<void> {
  const told = named.map(({ order }) => order);
  for (const instrument of broadcastTo(dependencies.site)) {
    const able = told.filter((order) => canDo(instrument, order));
    for (const group of Map.groupBy(able, specimenKeyOf).values()) {
      const siblings = await siblingsOf(group, dependencies);
      await tell(
        instrument,
        group.flatMap((order) => stepFor(order, instrument, siblings) ?? []),
        dependencies,
      );
    }
  }
}

const broadcastTo = ({ sources }: Site): readonly Source[] =>
  sources.filter(({ work }) => work?.send === 'broadcast');

/** All orders of the specimen that these are of. */
async function siblingsOf(
  group: readonly Order[],
  { orders }: Pick<WorkDependencies, 'orders'>,
): Promise<readonly Order[]> {
  const [first] = group;
  const [id] = specimenNumbers(first?.specimens[0]);
  if (first === undefined || id === undefined) return group;
  const found = await orders.ordersOf(orderAliasOf('specimen', id, first.processingId));
  return found.filter(({ patient }) => patient?.key === first.patient?.key);
}

async function tell(
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

/**
 * A final result ends the work that it was ordered as: nobody is told of it again, and other
 * instruments that were, are told not to do it (IHE LAW-001). Costs a query for each name of the result
 * and a put for each of its order, of an instrument that takes work, and nothing for any other.
 */
export async function closeWork(
  part: ReportPart,
  processingId: string,
  source: Source,
  dependencies: WorkDependencies,
): Promise<void> {
  if (source.work === undefined || !isFinal(part)) return;
  const { orders, site } = dependencies;
  for (const order of await ordersDone(part, processingId, source, dependencies)) {
    // first the others: if that fails, all of it is done again
    const others = broadcastTo(site).filter((other) => other.id !== source.id && canDo(other, order));
    const siblings = others.length === 0 ? [] : await siblingsOf([order], dependencies);
    for (const other of others) {
      const step = stepFor(order, other, siblings);
      if (step !== undefined) await tell(other, [{ ...step, control: 'CA' }], dependencies);
    }
    const asOf = Math.max(order.asOf, part.watermark.messageTime);
    await orders.put(
      [{ aliases: aliasesOf(order), order: { ...order, status: 'CM', asOf } }],
      KEEP_COMPLETED_MS,
    );
  }
}

/** The open orders that a result is of: by its own number alone, else by its specimen and what was measured. */
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

const KEEP_COMPLETED_MS = 60 * 86_400_000;

/** What the instrument reports under its own code is what was ordered under another. */
function ownCodings(part: ReportPart, order: Order, source: Source): readonly Coding[] {
  const ofService = part.service?.codings ?? [];
  // several tests that were asked for together are known by what was measured
  const reported = ofService.length > 0 ? ofService : part.observations.flatMap(({ code }) => code.codings);
  const own = stepFor(order, source, []);
  const isOwn = own !== undefined && reported.some(({ code }) => code === own.code);
  return isOwn ? [...reported, ...(order.service?.codings ?? [])] : [...reported, nothing];
}

/** So that a result without any code is of no order. */
const nothing: Coding = { code: '' };

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
  const answers = groupResults(message.segments).patients.flatMap(({ orders: groups }) =>
    groups.flatMap((group) => {
      const orc = group.orc === undefined ? undefined : readOrc(group.orc);
      return orc?.control === undefined ? [] : [{ group, orc, control: orc.control }];
    }),
  );
  const isOneAnswer = new Set(answers.map(({ control }) => control)).size === 1;
  for (const { group, orc, control } of answers) {
    const obr = group.obr === undefined ? undefined : readObr(group.obr);
    const numbers = orderNumbersOf(obr, orc, context.senderScope);
    const names = orderNamesOf({ ...numbers, specimens: specimensOf(group, obr, context) });
    const number = numbers.placerOrder?.value;
    const meant = new Map<string, Order>();
    for (const { kind, id } of names) {
      const found = await orders.ordersOf(orderAliasOf(kind, id, processingIdOf(msh)));
      for (const order of found) {
        // an answer without a number is to all that it was told of, or it cannot be known to which
        const isMeant =
          number === undefined ? isOneAnswer && isOpen(order) : workId(order, found).value === number;
        if (isMeant) meant.set(order.key, order);
      }
    }
    for (const order of meant.values()) {
      const told = { ...order.told, [source.id]: { answer: control, messageId: options.messageId, at } };
      await orders.put([{ aliases: aliasesOf(order), order: { ...order, told } }], KEEP_COMPLETED_MS);
    }
  }
}
