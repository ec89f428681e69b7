import { groupResults } from '@labwire/hl7/groups/result-groups';
import { readObr } from '@labwire/hl7/segments/obr';
import { readOrc } from '@labwire/hl7/segments/orc';
import { orderAliasOf } from '../../model/identity.ts';
import type { Order } from '../../model/order.ts';
import type { AdmittedMessage } from '../../normalize/admit/admit-message.ts';
import { processingIdOf } from '../../normalize/admit/message-kind.ts';
import { ReadingContext } from '../../normalize/elements/context.ts';
import { orderNamesOf, orderNumbersOf } from '../../normalize/elements/order-names.ts';
import { specimensOf } from '../../normalize/elements/specimen.ts';
import { isOpen, workId } from '../../normalize/work/work-steps.ts';
import type { WorkDependencies } from './work-dependencies.ts';
import { aliasesOf, KEEP_COMPLETED_MS } from './work-dependencies.ts';
/** Stores an instrument's answer to its work with the order: OK, or UA if it cannot do the work (ORL^O34). */
export async function recordAnswers(
  {
    admitted,
    messageId,
    receivedAt,
  }: { readonly admitted: AdmittedMessage; readonly messageId: string; readonly receivedAt: Date },
  { orders }: Pick<WorkDependencies, 'orders'>,
): Promise<void> {
  const { message, msh, source } = admitted;
  const context = new ReadingContext({
    timeZone: 'UTC',
    numbers: admitted.numbers,
    decimalSeparator: undefined,
    issues: [],
  });
  const answeredAt = receivedAt.toISOString();
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
        // an answer without a number applies to every open order of the specimen; if the message has several
        // different answers, it applies to none
        const isMeant =
          number === undefined ? isOneAnswer && isOpen(order) : workId(order, found).value === number;
        if (isMeant) meant.set(order.key, order);
      }
    }
    for (const order of meant.values()) {
      const told = { ...order.told, [source.id]: { answer: control, messageId, answeredAt } };
      await orders.put([{ aliases: aliasesOf(order), order: { ...order, told } }], KEEP_COMPLETED_MS);
    }
  }
}
