import { askRelease, stateSeen } from '../../app/operate/ask-release.ts';
import type { ChartChange } from '../../model/chart-change.ts';
import type { ClaimedPatient } from '../../model/claimed-patient.ts';
import { type HoldReason, mayRelease } from '../../model/hold-reason.ts';
import {
  decisionsOf,
  describeAsked,
  describeLedger,
  heldCorrectionCount,
  holdReasonsOf,
  type MessageRecord,
} from '../../model/message.ts';
import { holdTexts } from '../../model/reasons.ts';
import { whoDid } from '../../model/who-did.ts';
import type { Rehearsed } from '../../ports/interpreter.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Action, ActionContext, Answer, Page, PageContext, PreparedAction } from '../page.ts';
import { difference } from '../parts/difference.ts';
import { fields } from '../parts/fields.ts';
import { holdingSystems } from '../parts/holding-systems.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { messageLink, stateTag } from '../parts/message-list.ts';
import { caution, empty, outcome, problem } from '../parts/notice.ts';
import { reasonForm } from '../parts/reason-form.ts';
import { roleNote } from '../parts/role-note.ts';
import { table } from '../parts/table.ts';
import { age, time, wholeTime } from '../parts/time.ts';
import { prepareGivingBack, prepareTaking, takenNotice, takingForm } from '../taking.ts';
import { everybody, mayDo, releases, seesPatients, takes } from '../who-may.ts';

/** One held message: why it waits, what its release would change, and the release. */
export const holdPage: Page = {
  path: '/waiting/:id',
  title: 'Held message',
  roles: everybody,
  render: async (context) => pageOf(idOf(context), context),
  actions: [
    { name: 'compare', roles: seesPatients, asksReason: true, prepare: prepareComparison },
    { name: 'release', roles: releases, asksReason: true, prepare: prepareRelease },
    { name: 'take', roles: takes, asksReason: true, prepare: prepareTaking },
    { name: 'give-back', roles: takes, asksReason: true, prepare: prepareGivingBack },
  ] satisfies readonly Action[],
};

const idOf = ({ parameters }: PageContext): string => parameters.get('id') ?? '';

async function pageOf(id: string, context: PageContext): Promise<Answer> {
  const record = await context.system.messages.record(id);
  return record === undefined
    ? { status: 404, content: unknownMessage(context) }
    : {
        content: html`${state(record, context)}${await holdingSystems(record, context)}${nextStep(record, context)}${takingForm(record, context)}`,
      };
}

const unknownMessage = ({ href }: PageContext): Html =>
  empty('There is no message with this id.', html`<a href="${href('/waiting')}">All held messages</a>`);

/** What is known without patient data. */
function state(record: MessageRecord, context: PageContext): Html {
  const { id, source, receivedAt, type, controlId, ledger } = record;
  return html`${fields([
    ['Message', messageLink(id, context)],
    ['State', stateTag(record)],
    ['Received', html`${time(receivedAt, context)}, ${age(receivedAt, context.now)} ago`],
    ['Source', source],
    ['Type', type],
    ['MSH-10', controlId],
    ['Results', ledger && describeLedger(ledger)],
  ])}${takenNotice(record, context)}${holdReasonsOf(record).map(
    (reason) =>
      html`<div class="notice attention"><p><strong>${reason}:</strong> ${holdTexts[reason].why}.</p><p><strong>What to do:</strong> ${holdTexts[reason].todo}.</p></div>`,
  )}${olderValue(record)}${waitingRelease(record, context)}${former(record, context)}`;
}

const olderValue = ({ ledger }: MessageRecord): Value =>
  ledger !== undefined &&
  heldCorrectionCount(ledger) > 0 &&
  problem('A correction is held: charts may still show the older value.');

const waitingRelease = ({ id, asked, refusedRelease }: MessageRecord, { zone, href }: PageContext): Value => [
  asked !== undefined &&
    outcome(
      html`${whoDid(asked)} asked for ${describeAsked(asked)} at ${wholeTime(asked.askedAt, zone)}. It waits for its turn in the queue. <a href="${href(`/waiting/${encodeURIComponent(id)}`)}">Look again</a>`,
    ),
  refusedRelease !== undefined &&
    problem(
      `${whoDid(refusedRelease)} asked for ${describeAsked(refusedRelease)}, which was not possible: ${refusedRelease.reason}.`,
    ),
];

const former = (record: MessageRecord, { zone }: PageContext): Value =>
  decisionsOf(record).length > 0 &&
  html`<h2>Decisions so far</h2><ul>${decisionsOf(record).map(
    ({ why, replayedAt, released, ...doer }) =>
      html`<li>${wholeTime(replayedAt, zone)}: ${whoDid(doer)} ${released.length > 0 ? `released ${released.join(', ')}` : 'read the message again'}${why !== undefined && `: ${why}`}</li>`,
  )}</ul>`;

/** The form for the next step, or why there is none. */
function nextStep(record: MessageRecord, context: PageContext): Value {
  const held = holdReasonsOf(record);
  if (held.length === 0) return outcome('Nothing of this message is held.');
  const lasting = held.filter((reason) => !mayRelease(reason));
  if (lasting.length === held.length)
    return caution(`A release cannot lift ${lasting.join(', ')}: the message waits for what is missing.`);
  const heading = html`<h2>What a release would change</h2>`;
  const note = !mayDo(context, releases) && roleNote('release it', releases, context);
  if (!mayDo(context, seesPatients))
    return html`${heading}${roleNote('look at the change', seesPatients, context)}${note}`;
  return html`${heading}${reasonForm(
    {
      action: 'compare',
      path: `/waiting/${record.id}`,
      button: 'Show the change',
      explanation: 'The change shows results of a patient.',
    },
    context,
  )}${note}`;
}

const chosenOf = (record: MessageRecord): readonly HoldReason[] => holdReasonsOf(record).filter(mayRelease);

/** What a release would come to, or the page that says why this is not known. */
async function rehearse(
  record: MessageRecord,
  context: ActionContext,
): Promise<
  Extract<Rehearsed, { readonly kind: 'planned' }> | Extract<PreparedAction, { readonly kind: 'refused' }>
> {
  try {
    const plan = await context.system.interpreter.rehearse({
      messageId: record.id,
      release: chosenOf(record),
    });
    if (plan.kind === 'planned') return plan;
    const content = html`${problem('There is nothing to release.', `${plan.reason}.`)}${state(record, context)}`;
    return { kind: 'refused', status: 409, content };
  } catch (cause) {
    if (!(cause instanceof AdapterError)) throw cause;
    context.onFailure(cause);
    const content = html`${problem(
      'The change could not be worked out, so nothing was shown and nothing was released.',
      'Try again in a minute. If this stays so, the command line shows it: labwire replay with --dry-run.',
    )}${state(record, context)}${nextStep(record, context)}`;
    return { kind: 'refused', status: 503, content };
  }
}

async function prepareComparison(context: ActionContext): Promise<PreparedAction> {
  const messageId = idOf(context);
  const record = await context.system.messages.record(messageId);
  if (record === undefined) return { kind: 'refused', status: 404, content: unknownMessage(context) };
  const plan = await rehearse(record, context);
  if (plan.kind === 'refused') return plan;
  const { changes, patients, ledger, claims } = plan;
  return {
    kind: 'ready',
    audit: {
      action: 'read',
      resourceType: 'Message',
      subject: messageId,
      patients,
      count: changes.length,
    },
    carryOut: async () => ({
      kind: 'shown',
      content: html`${state(record, context)}${claimsTable(claims, context)}
<h2>What a release would change</h2>
<p>After the release: ${describeLedger(ledger)}.</p>
${changes.length === 0 && empty('No report would change.')}
${changes.map(changeOf)}
${releaseForm(record, changes, context)}`,
    }),
  };
}

const claimants: Readonly<Record<ClaimedPatient['by'], string>> = {
  message: 'this message',
  order: 'an order',
  report: 'a report',
  number: 'the patient number, before',
};

/** Whose result it may be, one below the other. */
const claimsTable = (claims: readonly ClaimedPatient[], context: PageContext): Value =>
  claims.length > 0 &&
  html`<h2>Whose result it may be</h2>${table({
    caption: 'Who is named by the message, and by what has its numbers',
    columns: [
      {
        head: 'Said by',
        cell: ({ by, messageId, reportKey }) =>
          html`${claimants[by]} ${messageId !== undefined && messageLink(messageId, context)}${
            reportKey !== undefined &&
            html`<a class="id" href="${context.href(`/messages?report=${reportKey}`)}">${reportKey.slice(0, 12)}</a>`
          }`,
      },
      { head: 'Patient', cell: ({ name }) => name },
      { head: 'Born', cell: ({ born }) => born },
      { head: 'Sex', cell: ({ sex }) => sex },
      { head: 'Numbers', cell: ({ numbers }) => numbers.join(', ') },
    ],
    rows: claims,
    empty: undefined,
  })}`;

const changeOf = (change: ChartChange): Html => html`<h3>Report ${change.key.slice(0, 12)}: ${
  change.shown === undefined ? 'in no chart yet' : `charts show version ${change.shown}`
}</h3>
${!change.isSent && caution(`It stays held for ${change.holds.join(', ')}, so charts would not change yet.`)}
${difference(change)}`;

const releaseForm = (record: MessageRecord, changes: readonly ChartChange[], context: PageContext): Value =>
  mayDo(context, releases)
    ? reasonForm(
        {
          action: 'release',
          path: `/waiting/${record.id}`,
          button: 'Release',
          explanation: html`The release lifts ${chosenOf(record).join(', ')}. ${sentThen(changes)}`,
          hidden: { seen: stateSeen(record) },
        },
        context,
      )
    : roleNote('release it', releases, context);

const sentThen = (changes: readonly ChartChange[]): string => {
  const sent = changes.filter(({ isSent }) => isSent).length;
  if (sent === 0) return 'Nothing is then sent to destinations.';
  return sent < changes.length
    ? 'Destinations are then sent the reports that do not stay held.'
    : 'Destinations are then sent the report.';
};

async function prepareRelease(context: ActionContext): Promise<PreparedAction> {
  const { system, form, reader } = context;
  const messageId = idOf(context);
  const record = await system.messages.record(messageId);
  if (record === undefined) return { kind: 'refused', status: 404, content: unknownMessage(context) };
  const seen = form.get('seen') ?? '';
  if (seen !== stateSeen(record)) return { kind: 'refused', status: 409, content: changed(record, context) };
  const plan = await rehearse(record, context);
  if (plan.kind === 'refused') return plan;
  const { patients, group } = plan;
  return {
    kind: 'ready',
    audit: { action: 'release', resourceType: 'Message', subject: messageId, patients, count: 1 },
    carryOut: async () => {
      const asked = await askRelease({ messageId, release: chosenOf(record), reader, seen, group }, system);
      if (asked.kind === 'queued') return { kind: 'done', next: `/waiting/${messageId}` };
      return asked.kind === 'changed'
        ? { kind: 'shown', status: 409, content: changed(asked.record, context) }
        : { kind: 'shown', status: 404, content: unknownMessage(context) };
    },
  };
}

/** Says that somebody was faster, and shows the message as it is now. */
const changed = (record: MessageRecord, context: PageContext): Html =>
  html`${problem(
    'Nothing was released: the message has changed since you opened it.',
    'It is now as follows.',
  )}${state(record, context)}${nextStep(record, context)}`;
