import type { SegmentContent } from '@labwire/hl7/message/write';
import { formatTimestamp } from '@labwire/hl7/timestamp';
import { type SpecimenWork, specimenAsked, specimenNumbers, type WorkQuery } from '../../model/work.ts';
import { none } from './fields.ts';
import { acceptingMsa, echo, type ReplyContext, replyHeader, writeMessage } from './reply-context.ts';
import { patient } from './work-order.ts';

/** RSP^Z02: the answer to a Cepheid GeneXpert, with the work in it. Without work, only its head. */
export function renderGenexpertWork(
  { tag, isCancel }: WorkQuery,
  work: readonly SpecimenWork[],
  context: ReplyContext,
): Uint8Array {
  if (isCancel)
    return writeMessage([
      replyHeader(context, { type: ['ACK'], about: 'cancel' }),
      { name: 'MSA', fields: ['CA', context.msh.controlId] },
    ]);
  const [parameters] = echo(context, 'QPD');
  const name = parameters?.fields[0];
  return writeMessage([
    replyHeader(context, { type: ['RSP', 'Z02'], about: tag ?? '', acknowledgments: ['NE', 'NE'] }),
    acceptingMsa(context),
    { name: 'QAK', fields: [tag, 'OK', name] },
    ...echo(context, 'QPD'),
    ...work.flatMap((one) => specimenSegments(one, context)),
  ]);
}

function specimenSegments({ asked, orders: steps }: SpecimenWork, { now }: ReplyContext): SegmentContent[] {
  const [first] = steps;
  if (first === undefined) return [];
  return [
    ...(first.order.patient === undefined ? [] : [patient(first.order.patient)]),
    ...steps.flatMap(({ order, code, display, system }, index): SegmentContent[] => {
      const specimen = specimenAsked(order, asked);
      const id = asked ?? specimenNumbers(specimen)[0];
      return [
        { name: 'ORC', fields: ['NW', String(index + 1), ...none(6), formatTimestamp(now)] },
        { name: 'OBR', fields: [String(index + 1), ...none(2), [code, display, system], ...none(6), 'A'] },
        { name: 'TQ1', fields: [...none(8), order.priority ?? 'R'] },
        {
          name: 'SPM',
          fields: [
            String(index + 1),
            [id?.value],
            undefined,
            specimen?.type?.codings[0]?.code ?? 'ORH',
            ...none(6),
            specimen?.roles[0] ?? 'P',
          ],
        },
      ];
    }),
  ];
}
