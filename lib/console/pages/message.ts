import { lifeOfMessage, type MessageLife, type ReportLife } from '../../app/operate/message-life.ts';
import type { Delivery } from '../../model/delivery.ts';
import {
  decisionsOf,
  describeAsked,
  heldCount,
  type Ledger,
  type MessageRecord,
} from '../../model/message.ts';
import { holdTexts, setAsideTexts } from '../../model/reasons.ts';
import type { ReportVersion } from '../../model/report.ts';
import { whoDid } from '../../model/who-did.ts';
import type { ActionContext, Page, PageContext, PreparedAction } from '../page.ts';
import { counted } from '../parts/counted.ts';
import { fields } from '../parts/fields.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { rawContent, readContent } from '../parts/message-content.ts';
import { messageLink, stateTag } from '../parts/message-list.ts';
import { empty } from '../parts/notice.ts';
import { reasonForm } from '../parts/reason-form.ts';
import { roleNote } from '../parts/role-note.ts';
import { table } from '../parts/table.ts';
import { type Tone, tag } from '../parts/tag.ts';
import { time, wholeTime } from '../parts/time.ts';
import { type Moment, timeline } from '../parts/timeline.ts';
import { prepareReplay, replayForm } from '../replay.ts';
import { everybody, mayDo, replays, seesPatients } from '../who-may.ts';

/** The life of one message: how it came, what was read from it, its report versions, and who has them. */
export const messagePage: Page = {
  path: '/messages/:id',
  title: 'Life of a message',
  roles: everybody,
  render: async (context) => {
    const life = await lifeOfMessage(idOf(context), context.system);
    if (life === undefined) return { status: 404, content: unknownMessage(context) };
    return {
      content: html`${lifeOf(life, context)}${contentForm(life.record, context)}${replayForm(life.record, context)}`,
    };
  },
  actions: [
    { name: 'reveal', roles: seesPatients, asksReason: true, prepare: prepareReveal },
    { name: 'replay', roles: replays, asksReason: true, prepare: prepareReplay },
  ],
};

const idOf = ({ parameters }: PageContext): string => parameters.get('id') ?? '';

const unknownMessage = ({ href }: PageContext): Html =>
  empty('There is no message with this id.', html`<a href="${href('/messages')}">Messages</a>`);

function lifeOf({ record, byteCount, reports }: MessageLife, context: PageContext): Html {
  const { id, source, type, controlId, sender, siteVersion, retransmissions } = record;
  return html`${fields([
    ['Message', html`<span class="id">${id}</span>`],
    ['State', stateTag(record)],
    ['Source', html`<a href="${context.href(`/messages?source=${source}`)}">${source}</a>`],
    ['Type', type],
    ['MSH-10', controlId],
    ['Length', `${byteCount} bytes`],
    ['Received again', retransmissions > 0 && `${retransmissions} times, with the same bytes`],
    [
      'Sender',
      sender &&
        Object.values(sender)
          .filter((word) => typeof word === 'string')
          .join(', '),
    ],
    ['Site version', siteVersion],
  ])}
<div class="split"><section><h2>Life</h2>${timeline(momentsOf(record, reports, context), context)}</section>
<section><h2>Results</h2>${ledgerOf(record, context)}${issues(record)}</section></div>
${reports.map((report) => reportOf(report, id, context))}`;
}

function momentsOf(record: MessageRecord, reports: readonly ReportLife[], context: PageContext): Moment[] {
  const { receivedAt, source, state, asked, id } = record;
  const several = reports.length > 1;
  const named = (key: string): string => (several ? ` of report ${key.slice(0, 12)}` : '');
  return [
    {
      at: receivedAt,
      tone: state === 'rejected' ? 'bad' : 'good',
      title: state === 'rejected' ? `rejected: ${source} was told` : `received from ${source} and stored`,
    },
    ...reports.flatMap(({ key, versions, deliveries }) => [
      ...versions.map((version) => ({
        at: version.createdAt,
        tone: (version.holds.length > 0 ? 'attention' : 'good') as Tone,
        title: html`version ${version.version}${named(key)}${version.messageId !== id && html` by another message, ${messageLink(version.messageId, context)}`}`,
        detail:
          version.holds.length > 0
            ? `held: ${version.holds.join(', ')}`
            : version.destinations.length > 0 && `queued for ${version.destinations.join(', ')}`,
      })),
      ...deliveries.map(({ destination, version, state: delivered, changedAt, failure }) => ({
        at: changedAt,
        tone: deliveryTone(delivered),
        title: `version ${version}${named(key)} ${deliveryWord(delivered)} ${destination}`,
        detail: failure && `answer ${failure.code}`,
      })),
    ]),
    ...decisionsOf(record).map(({ replayedAt, why, released, ...doer }) => ({
      at: replayedAt,
      tone: 'neutral' as const,
      title:
        released.length > 0
          ? `${whoDid(doer)} released ${released.join(', ')}`
          : `read again by ${whoDid(doer)}`,
      detail: why,
    })),
    ...(asked === undefined
      ? []
      : [
          {
            at: asked.askedAt,
            tone: 'neutral' as const,
            title: `${whoDid(asked)} asked for ${describeAsked(asked)}`,
            detail: 'it waits for its turn',
          },
        ]),
  ];
}

const deliveryTone = (state: Delivery['state']): Tone =>
  state === 'delivered' ? 'good' : state === 'parked' ? 'bad' : 'neutral';

const deliveryWord = (state: Delivery['state']): string =>
  state === 'delivered' ? 'delivered to' : state === 'parked' ? 'refused by' : 'handed to the gateway for';

/** Where every result went: received = stored + held + set aside. */
function ledgerOf(record: MessageRecord, { href }: PageContext): Value {
  const { ledger } = record;
  if (ledger === undefined)
    return empty(
      record.state === 'rejected'
        ? 'A rejected message is not read.'
        : 'The message waits in the queue and has not been read yet.',
    );
  return html`${table({
    caption: `${counted(ledger.received, 'result')} received`,
    columns: [
      { head: 'Results', cell: ({ what }) => what },
      { head: 'Number', isNumber: true, cell: ({ count }) => count },
      { head: 'Why', cell: ({ why }) => why },
    ],
    rows: ledgerRows(ledger),
    empty: empty('The message has no results.'),
  })}${heldCount(ledger) > 0 && html`<p><a href="${href(`/waiting/${record.id}`)}">What is held, and its release</a></p>`}`;
}

interface LedgerRow {
  readonly what: Value;
  readonly count: number;
  readonly why?: string;
}

const ledgerRows = ({ stored, held, setAside, unmapped = 0 }: Ledger): readonly LedgerRow[] => [
  ...(stored > 0 ? [{ what: tag('good', 'stored'), count: stored }] : []),
  ...(Object.keys(held) as (keyof typeof holdTexts)[]).map((reason) => ({
    what: tag('attention', `held: ${reason}`),
    count: held[reason] ?? 0,
    why: holdTexts[reason].why,
  })),
  ...(Object.keys(setAside) as (keyof typeof setAsideTexts)[]).map((reason) => ({
    what: tag('neutral', `set aside: ${reason}`),
    count: setAside[reason] ?? 0,
    why: setAsideTexts[reason],
  })),
  ...(unmapped > 0 ? [{ what: tag('attention', 'without LOINC'), count: unmapped }] : []),
];

const issues = ({ issues: all }: MessageRecord): Value =>
  all.length > 0 &&
  html`<h2>Issues</h2>${table({
    caption: 'What was odd about the message',
    columns: [
      { head: 'Place', cell: ({ at }) => at ?? 'MSH' },
      {
        head: 'Severity',
        cell: ({ severity }) =>
          tag(severity === 'error' ? 'bad' : severity === 'warning' ? 'attention' : 'neutral', severity),
      },
      { head: 'Issue', cell: ({ message }) => message },
    ],
    rows: all,
    empty: undefined,
  })}`;

const reportOf = (
  { key, versions, deliveries }: ReportLife,
  messageId: string,
  context: PageContext,
): Html => html`
<h2>Report <span class="id">${key}</span></h2>
<div class="split">${table({
  caption: counted(versions.length, 'version'),
  columns: [
    { head: 'Version', isNumber: true, cell: ({ version }) => version },
    { head: 'Made', cell: ({ createdAt }) => time(createdAt, context) },
    { head: 'Status', cell: ({ status }) => status ?? 'none' },
    { head: 'Changes', isNumber: true, cell: ({ changes }) => changes },
    {
      head: 'By',
      cell: (one) => (one.messageId === messageId ? 'this message' : messageLink(one.messageId, context)),
    },
    { head: 'Held', cell: ({ holds }) => holds.length > 0 && tag('attention', holds.join(', ')) },
  ],
  rows: versions,
  empty: empty('The report has no version.'),
})}${table({
  caption: 'Deliveries',
  columns: [
    { head: 'Destination', cell: ({ destination }) => destination },
    { head: 'Version', isNumber: true, cell: ({ version }) => version },
    { head: 'State', cell: ({ state }) => tag(deliveryTone(state), state) },
    { head: 'Since', cell: ({ changedAt }) => time(changedAt, context) },
    { head: 'Answer', cell: ({ failure }) => failure?.code },
  ],
  rows: deliveries,
  empty: empty('No destination was sent this report.'),
})}</div>`;

const contentForm = ({ id }: MessageRecord, context: PageContext): Html =>
  html`<h2>Content</h2>${
    mayDo(context, seesPatients)
      ? reasonForm(
          {
            action: 'reveal',
            path: `/messages/${id}`,
            button: 'Show the message',
            explanation: 'The message shows a patient.',
          },
          context,
        )
      : roleNote('look at the content', seesPatients, context)
  }`;

async function prepareReveal(context: ActionContext): Promise<PreparedAction> {
  const { system } = context;
  const id = idOf(context);
  const stored = await system.messages.get(id);
  const life = stored && (await lifeOfMessage(id, system));
  if (stored === undefined || life === undefined)
    return { kind: 'refused', status: 404, content: unknownMessage(context) };
  const versions: ReportVersion[] = [];
  for (const { key } of life.reports) {
    const latest = await system.reports.latest(key);
    if (latest !== undefined) versions.push(latest);
  }
  const patients = [
    ...(await system.interpreter.patientsIn(id)),
    ...versions.flatMap(({ report }) => report.patient?.key ?? []),
  ];
  return {
    kind: 'ready',
    audit: { action: 'read', resourceType: 'Message', subject: id, patients, count: 1 },
    carryOut: async () => ({
      kind: 'shown',
      content: html`<p class="soft">Shown at ${wholeTime(context.now, context.zone)} for: ${context.reader.reason}</p>
<h2>As it came</h2>${rawContent(stored.bytes)}
<h2>As it was read</h2>${versions.length === 0 ? empty('No report has anything of this message.') : readContent(id, versions)}
${lifeOf(life, context)}`,
    }),
  };
}
