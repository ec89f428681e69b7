import type { WorkQuery } from '../../model/work.ts';
import { acceptingMsa, echo, type ReplyContext, replyHeader, writeMessage } from './reply-context.ts';

/**
 * RSP^K11: the question was understood (IHE LAW, LAB-27). It is OK with or without work; OML^O33 follows with
 * the work, or with the answer that there is none.
 */
export function renderQueryResponse({ tag }: WorkQuery, context: ReplyContext): Uint8Array {
  const [parameters] = echo(context, 'QPD');
  return writeMessage([
    replyHeader(context, { type: ['RSP', 'K11', 'RSP_K11'], about: tag ?? '', profile: 'LAB-27^IHE' }),
    acceptingMsa(context),
    { name: 'QAK', fields: [tag, 'OK', parameters?.fields[0]] },
    ...echo(context, 'QPD'),
  ]);
}
