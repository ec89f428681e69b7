import type { MessageRecord } from '../../model/message.ts';
import { heldCount, takenNow } from '../../model/message.ts';
import type { PageContext } from '../page.ts';
import { type Html, html, type Value } from './html.ts';
import { table } from './table.ts';
import { type Tone, tag } from './tag.ts';
import { type PageClock, time } from './time.ts';

const tones: Readonly<Record<MessageRecord['state'], Tone>> = {
  received: 'neutral',
  processed: 'good',
  held: 'attention',
  'set-aside': 'neutral',
  failed: 'bad',
  rejected: 'bad',
};

/** The state of a message in one word. A message that was processed may have results that are held. */
export function stateTag({ state, ledger }: Pick<MessageRecord, 'state' | 'ledger'>): Html {
  const held = state === 'processed' && ledger !== undefined ? heldCount(ledger) : 0;
  if (held === 0) return tag(tones[state], state);
  return tag('attention', held === ledger?.received ? 'held' : 'partly held');
}

/** Who looks after a message, and since when. Nothing if nobody does. */
export function takenBy(record: MessageRecord | undefined, clock: PageClock): Value {
  const taken = record && takenNow(record, clock.now);
  return taken && html`${taken.name}, ${time(taken.takenAt, clock)}`;
}

/** A link to the life of a message, by the beginning of its id. */
export const messageLink = (id: string, { href }: Pick<PageContext, 'href'>): Html =>
  html`<a class="id" href="${href(`/messages/${encodeURIComponent(id)}`)}">${id.slice(0, 12)}</a>`;

/** Messages without patient data. */
export const messageList = (
  caption: string,
  messages: readonly MessageRecord[],
  empty: Value,
  context: PageContext,
): Value =>
  table({
    caption,
    columns: [
      { head: 'Message', cell: ({ id }) => messageLink(id, context) },
      { head: 'Received', cell: ({ receivedAt }) => time(receivedAt, context) },
      { head: 'Source', cell: ({ source }) => source },
      { head: 'Type', cell: ({ type }) => type ?? 'unknown' },
      { head: 'MSH-10', cell: ({ controlId }) => controlId },
      { head: 'State', cell: (record) => html`${stateTag(record)} ${takenBy(record, context)}` },
      { head: 'Results', isNumber: true, cell: ({ ledger }) => ledger?.received },
      {
        head: 'Repeats',
        isNumber: true,
        cell: ({ retransmissions }) => retransmissions > 0 && retransmissions,
      },
    ],
    rows: messages,
    empty,
  });
