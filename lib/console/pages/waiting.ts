import { countHeld, listHeld } from '../../app/operate/list-held.ts';
import { type HoldReason, holdReasonSchema } from '../../model/hold-reason.ts';
import { type HeldMessage, holdReasonsOf, type MessageRecord } from '../../model/message.ts';
import { holdTexts } from '../../model/reasons.ts';
import { MOST_COUNTED } from '../menu-counts.ts';
import type { Page, PageContext } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { live } from '../parts/live.ts';
import { takenBy } from '../parts/message-list.ts';
import { empty } from '../parts/notice.ts';
import { pagesOfList } from '../parts/pages-of-list.ts';
import { table } from '../parts/table.ts';
import { tag } from '../parts/tag.ts';
import { age, time } from '../parts/time.ts';
import { everybody } from '../who-may.ts';

const ROWS = 50;
/** As many messages of each reason are read; `gatherStatus` counts as far. */
const MOST_READ = 1000;

/** The held messages, by reason and age, without patient data. */
export const waitingPage: Page = {
  path: '/waiting',
  title: 'Waiting',
  menu: 'Waiting',
  count: (system) => countHeld(system, MOST_COUNTED),
  roles: everybody,
  render: async (context) => {
    const reason = holdReasonSchema.safeParse(context.query.get('reason')).data;
    const content = await attempt(
      'The held messages',
      listHeld(undefined, context.system, MOST_READ),
      (held) => lists(held, reason, context),
    );
    return { content: live('/waiting', content, context) };
  },
};

function lists(held: readonly HeldMessage[], reason: HoldReason | undefined, context: PageContext): Html {
  const onlyCorrections = context.query.get('corrections') === 'yes';
  const chosen = held
    .filter((one) => (reason === undefined || one.reason === reason) && (!onlyCorrections || one.corrections))
    .toSorted((a, b) => a.receivedAt.localeCompare(b.receivedAt));
  return html`${choices(held, reason, onlyCorrections, context)}
${reason !== undefined && explanation(reason)}
${rows(chosen, context)}`;
}

function choices(
  held: readonly HeldMessage[],
  reason: HoldReason | undefined,
  onlyCorrections: boolean,
  { href }: PageContext,
): Html {
  const counts = [...Map.groupBy(held, (one) => one.reason)].map(([name, { length }]) => ({ name, length }));
  const corrections = held.filter((one) => one.corrections).length;
  const chip = (path: string, text: string, isCurrent: boolean): Html =>
    html`<li><a href="${href(path)}"${isCurrent && html` aria-current="true"`}>${text}</a></li>`;
  return html`<ul class="chips">
${chip('/waiting', `all (${held.length})`, reason === undefined && !onlyCorrections)}
${corrections > 0 && chip('/waiting?corrections=yes', `corrections (${corrections})`, onlyCorrections)}
${counts.map(({ name, length }) => chip(`/waiting?reason=${name}`, `${name} (${length})`, name === reason))}
</ul>`;
}

const explanation = (reason: HoldReason): Html =>
  html`<div class="notice neutral"><p><strong>Why:</strong> ${holdTexts[reason].why}.</p><p><strong>What to do:</strong> ${holdTexts[reason].todo}.</p></div>`;

async function rows(held: readonly HeldMessage[], context: PageContext): Promise<Awaited<Html>> {
  const from = firstRow(context.query.get('from'), held.length);
  const shown = held.slice(from, from + ROWS);
  const ids = new Set(shown.map(({ messageId }) => messageId));
  const records = new Map((await context.system.messages.records([...ids])).map((one) => [one.id, one]));
  return html`${table({
    caption: `${held.length} held, oldest first${held.length >= MOST_READ ? `; at most ${MOST_READ} of each reason are read` : ''}`,
    columns: [
      { head: 'Message', cell: (one) => holdLink(one, context) },
      { head: 'Waits', isNumber: true, cell: ({ receivedAt }) => age(receivedAt, context.now) },
      { head: 'Received', cell: ({ receivedAt }) => time(receivedAt, context) },
      { head: 'Reason', cell: ({ reason, messageId }) => reasonsCell(reason, records.get(messageId)) },
      { head: 'Source', cell: ({ source }) => source },
      { head: 'Type', cell: ({ type }) => type },
      { head: 'MSH-10', cell: ({ controlId }) => controlId },
      { head: 'Results', isNumber: true, cell: ({ observations }) => observations },
      { head: 'Who has it', cell: ({ messageId }) => takenBy(records.get(messageId), context) },
      { head: 'In charts', cell: ({ corrections }) => chartTag(corrections) },
    ],
    rows: shown,
    empty: empty('No message is held here.', html`<a href="${context.href('/messages')}">Messages</a>`),
  })}${pagesOfList({
    previous: from > 0 ? pageFrom(Math.max(0, from - ROWS), context) : undefined,
    next: from + ROWS < held.length ? pageFrom(from + ROWS, context) : undefined,
  })}`;
}

/** The reason of the list, and the others of the message behind it. */
const reasonsCell = (listed: HoldReason, record: MessageRecord | undefined): Html => {
  const others = record === undefined ? [] : holdReasonsOf(record).filter((reason) => reason !== listed);
  return html`${[listed, ...others].map((reason, index) => html`${index > 0 && ', '}<abbr title="${holdTexts[reason].why}">${reason}</abbr>`)}`;
};

/** The row with which a page begins; the first one if the words say no row of the list. */
function firstRow(asked: string | null, rowCount: number): number {
  const from = /^\d{1,6}$/.test(asked ?? '') ? Number(asked) : 0;
  return from < rowCount ? from : 0;
}

const holdLink = ({ messageId }: HeldMessage, { href }: PageContext): Html =>
  html`<a class="id" href="${href(`/waiting/${encodeURIComponent(messageId)}`)}">${messageId.slice(0, 12)}</a>`;

const chartTag = (corrections: number | undefined): Value =>
  corrections === undefined ? tag('neutral', 'nothing older') : tag('bad', 'older value');

function pageFrom(from: number, { query, href }: PageContext): string {
  const wanted = new URLSearchParams(query);
  wanted.set('from', String(from));
  return href(`/waiting?${wanted}`);
}
