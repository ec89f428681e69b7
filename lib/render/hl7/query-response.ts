import type { WorkQuery } from '../../model/work.ts';
import { acceptingMsa, echo, type ReplyContext, replyHeader, writeMessage } from './reply-context.ts';

/**
 * RSP^K11: the question was understood (IHE LAW, LAB-27). It says OK whether there is work or not; the
 * work, or that there is none, follows in OML^O33.
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
