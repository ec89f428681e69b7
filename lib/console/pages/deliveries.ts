import { patientsOfReports } from '../../app/operate/audited-read.ts';
import { countParked, listDeliveries } from '../../app/operate/list-deliveries.ts';
import { changedSince, redeliverParked, type SeenParked } from '../../app/operate/redeliver-parked.ts';
import type { Delivery } from '../../model/delivery.ts';
import { MOST_COUNTED } from '../menu-counts.ts';
import type { ActionContext, Page, PageContext, PreparedAction } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { counted } from '../parts/counted.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { empty, problem } from '../parts/notice.ts';
import { reasonForm } from '../parts/reason-form.ts';
import { roleNote } from '../parts/role-note.ts';
import { sentNotice } from '../parts/sent-notice.ts';
import { table } from '../parts/table.ts';
import { tag } from '../parts/tag.ts';
import { age, time } from '../parts/time.ts';
import { everybody, mayDo, redelivers, seesPatients } from '../who-may.ts';

/** As many updates or dead letters are shown and sent at once. */
const ROWS = 50;
/** As many parked updates of each destination are read. */
const MOST_READ = 1000;

/** Updates that destinations refused. */
export const deliveriesPage: Page = {
  path: '/deliveries',
  title: 'Deliveries',
  menu: 'Deliveries',
  count: (system) => countParked(system, MOST_COUNTED),
  roles: everybody,
  render: async (context) => ({
    content: html`${sentNotice(context)}${await parked(context)}
<p><a href="${context.href('/dead-letters')}">Dead letters</a></p>`,
  }),
  actions: [
    { name: 'answers', roles: seesPatients, asksReason: true, prepare: prepareAnswers },
    { name: 'dry-run', roles: redelivers, asksReason: false, prepare: prepareDryRun },
    { name: 'redeliver', roles: redelivers, asksReason: true, prepare: prepareRedelivery },
  ],
};

const destinationOf = ({
  query,
  form,
}: PageContext & Partial<Pick<ActionContext, 'form'>>): string | undefined =>
  (form ?? query).get('destination')?.trim() || undefined;

const parked = (context: PageContext): Promise<Awaited<Html>> =>
  attempt(
    'The refused updates',
    listDeliveries({ destination: destinationOf(context), most: MOST_READ }, context.system),
    (found) =>
      found.kind === 'unknown-destination'
        ? empty(
            `The site delivers to no destination of this name. It delivers to: ${found.known.join(', ') || 'none'}.`,
          )
        : html`${parkedForm(found.deliveries, context)}`,
  );

function parkedForm(all: readonly Delivery[], context: PageContext): Value {
  const { href, csrf, now } = context;
  const mayAct = mayDo(context, redelivers);
  const rows = all.slice(0, ROWS);
  const list = table({
    caption: `${counted(all.length, 'update is', 'updates are')} parked${all.length > ROWS ? `; the first ${ROWS} are shown` : ''}`,
    columns: [
      {
        head: 'Report',
        cell: ({ reportKey }) =>
          html`<a class="id" href="${context.href(`/messages?report=${encodeURIComponent(reportKey)}`)}">${reportKey.slice(0, 12)}</a>`,
      },
      ...(mayAct ? [{ head: 'Choose', cell: (one: Delivery) => choiceOf(one) }] : []),
      { head: 'Destination', cell: ({ destination }) => destination },
      { head: 'Version', isNumber: true, cell: ({ version }) => version },
      { head: 'Refused', cell: ({ changedAt }) => time(changedAt, context) },
      { head: 'Ago', isNumber: true, cell: ({ changedAt }) => age(changedAt, now) },
      { head: 'Answer', cell: ({ failure }) => tag('bad', failure?.code ?? 'refused') },
    ],
    rows,
    empty: empty('No destination has refused anything.'),
  });
  if (rows.length === 0) return list;
  return html`${
    mayAct
      ? html`<form method="post" action="${href('/deliveries')}"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="action" value="dry-run">
${list}<p><button>Show what would be sent</button></p></form>`
      : html`${list}${roleNote('send anything again', redelivers, context)}`
  }${
    mayDo(context, seesPatients)
      ? reasonForm(
          {
            action: 'answers',
            path: '/deliveries',
            button: 'Show the answers',
            explanation: 'Answers of destinations may name patients.',
            hidden: { destination: destinationOf(context) },
          },
          context,
        )
      : roleNote('look at the answers: they may name patients', seesPatients, context)
  }`;
}

const choiceOf = (delivery: Delivery): Html =>
  html`<input type="checkbox" name="update" value="${wordOf(delivery)}" checked aria-label="Send report ${delivery.reportKey.slice(0, 12)} to ${delivery.destination} again">`;

/** A parked update as one word of a form, with everything that was seen of it. */
const wordOf = ({ destination, reportKey, version, changedAt }: SeenParked): string =>
  [destination, reportKey, version, changedAt].join(' ');

function seenIn(form: URLSearchParams): readonly SeenParked[] {
  return form
    .getAll('update')
    .slice(0, ROWS)
    .flatMap((word) => {
      const [destination = '', reportKey = '', version, changedAt = ''] = word.split(' ');
      return Number(version) > 0 ? [{ destination, reportKey, version: Number(version), changedAt }] : [];
    });
}

async function prepareAnswers(context: ActionContext): Promise<PreparedAction> {
  const { system } = context;
  const found = await listParkedWhole(context);
  const patients = await patientsOfReports(
    found.map(({ reportKey }) => reportKey),
    system.reports,
  );
  return {
    kind: 'ready',
    audit: { action: 'read', resourceType: 'Delivery', patients, count: found.length },
    carryOut: async () => ({
      kind: 'shown',
      content: html`${table({
        caption: 'Answers of destinations',
        columns: [
          {
            head: 'Report',
            cell: ({ reportKey }) => html`<span class="id">${reportKey.slice(0, 12)}</span>`,
          },
          { head: 'Destination', cell: ({ destination }) => destination },
          { head: 'Code', cell: ({ failure }) => failure?.code },
          { head: 'Answer', cell: ({ failure }) => failure?.answer },
        ],
        rows: found,
        empty: empty('No destination has refused anything.'),
      })}<p><a href="${context.href('/deliveries')}">Back to the deliveries</a></p>`,
    }),
  };
}

async function listParkedWhole(context: ActionContext): Promise<readonly Delivery[]> {
  const { deliveries, site } = context.system;
  const only = destinationOf(context);
  const found: Delivery[] = [];
  for (const { id } of site.destinations)
    if (only === undefined || id === only)
      for await (const one of deliveries.parked(id)) if (found.push(one) === ROWS) return found;
  return found;
}

/** What would be sent, without sending it. */
async function prepareDryRun(context: ActionContext): Promise<PreparedAction> {
  const seen = seenIn(context.form);
  if (seen.length === 0)
    return {
      kind: 'refused',
      status: 400,
      content: html`${problem('No update was chosen.')}${await parked(context)}`,
    };
  const gone = await changedSince(seen, context.system.deliveries);
  if (gone.length > 0) return { kind: 'refused', status: 409, content: await changedList(gone, context) };
  const latest = await Promise.all(seen.map(({ reportKey }) => context.system.reports.latest(reportKey)));
  return {
    kind: 'ready',
    audit: undefined,
    carryOut: async () => ({
      kind: 'shown',
      content: html`<h2>What would be sent</h2>${table({
        caption: `${counted(seen.length, 'update')}, each the newest published version of its report`,
        columns: [
          {
            head: 'Report',
            cell: ({ reportKey }) => html`<span class="id">${reportKey.slice(0, 12)}</span>`,
          },
          { head: 'Destination', cell: ({ destination }) => destination },
          { head: 'Refused version', isNumber: true, cell: ({ version }) => version },
          {
            head: 'Would be sent',
            isNumber: true,
            cell: (one) => latest[seen.indexOf(one)]?.published ?? tag('bad', 'nothing'),
          },
        ],
        rows: seen,
        empty: undefined,
      })}${redeliveryForm(seen, context)}<p><a href="${context.href('/deliveries')}">Send nothing</a></p>`,
    }),
  };
}

const redeliveryForm = (seen: readonly SeenParked[], context: PageContext): Html =>
  reasonForm(
    {
      action: 'redeliver',
      path: '/deliveries',
      button: `Send ${seen.length} again`,
      explanation: 'The updates are queued behind what already waits for their patients.',
      fields: seen.map((one) => html`<input type="hidden" name="update" value="${wordOf(one)}">`),
    },
    context,
  );

const changedList = async (gone: readonly SeenParked[], context: PageContext): Promise<Html> =>
  html`${problem(
    'Nothing was sent: the list has changed since you opened it.',
    `${gone.length} of the chosen updates were delivered or refused anew: ${gone.map(({ destination, reportKey }) => `${reportKey.slice(0, 12)} at ${destination}`).join(', ')}.`,
  )}${await parked(context)}`;

async function prepareRedelivery(context: ActionContext): Promise<PreparedAction> {
  const { system, form } = context;
  const seen = seenIn(form);
  if (seen.length === 0)
    return {
      kind: 'refused',
      status: 400,
      content: html`${problem('No update was chosen.')}${await parked(context)}`,
    };
  const gone = await changedSince(seen, system.deliveries);
  if (gone.length > 0) return { kind: 'refused', status: 409, content: await changedList(gone, context) };
  const patients = await patientsOfReports(
    seen.map(({ reportKey }) => reportKey),
    system.reports,
  );
  return {
    kind: 'ready',
    audit: { action: 'redeliver', resourceType: 'Delivery', patients, count: seen.length },
    carryOut: async () => {
      const sent = await redeliverParked(seen, system);
      if (sent.kind === 'changed')
        return { kind: 'shown', status: 409, content: await changedList(sent.gone, context) };
      const refused = sent.updates.filter(({ outcome: one }) => one.kind === 'refused').length;
      const outcome = { sent: sent.updates.length - refused, refused };
      return { kind: 'done', next: '/deliveries', outcome };
    },
  };
}
