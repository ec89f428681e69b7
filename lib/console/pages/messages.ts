import { findByNumber, messagesOfPatient, messagesOfReports } from '../../app/operate/find-by-number.ts';
import { patientKeyFrom } from '../../app/operate/read-patient.ts';
import { type MessageSearch, searchMessages } from '../../app/operate/search-messages.ts';
import { type MessageRecord, messageStateSchema } from '../../model/message.ts';
import type { Action, ActionContext, Page, PageContext, PreparedAction } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { counted } from '../parts/counted.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { messageList } from '../parts/message-list.ts';
import { caution, empty } from '../parts/notice.ts';
import { reasonForm } from '../parts/reason-form.ts';
import { roleNote } from '../parts/role-note.ts';
import { time, wholeTime } from '../parts/time.ts';
import { type Period, periodFrom } from '../period.ts';
import { everybody, mayDo, seesPatients } from '../who-may.ts';

const ROWS = 50;
/** Each message of the period costs one read, so a search ends here and says so. */
const MOST_READ = 500;

/** `stored`: with results in reports. */
const states = [...messageStateSchema.options, 'stored'] as const;

/** The words of a search box are longer than any number. */
const LONGEST_WORD = 200;

/** Messages of a period by source, state and type, and one search box for everything that has a number. */
export const messagesPage: Page = {
  path: '/messages',
  title: 'Messages',
  menu: 'Messages',
  roles: everybody,
  render: async (context) => {
    const report = context.query.get('report');
    if (report !== null)
      return { content: html`${searchBox('', context)}${await ofReport(report, context)}` };
    const period = periodFrom(context.query.get('since'), '24h', context);
    return {
      content: html`${searchBox('', context)}${filters(period, context)}${await listed(period, context)}`,
    };
  },
  actions: [findAction(), findPatientAction()],
};

/** The messages of one report, by our id of it. It names nobody, so it may stand in an address. */
const ofReport = (key: string, context: PageContext): Promise<Awaited<Html>> =>
  attempt(
    'The messages',
    messagesOfReports([key.slice(0, LONGEST_WORD)], context.system),
    ({ messages }) =>
      html`${messageList(`${counted(messages.length, 'message')} of report ${key.slice(0, 12)}`, messages, empty('There is no report with this id.'), context)}`,
  );

const searchBox = (word: string, context: PageContext): Html => html`
<form method="post" action="${context.href('/messages')}" class="bar" role="search">
<input type="hidden" name="csrf" value="${context.csrf}"><input type="hidden" name="action" value="find">
<p class="grow"><label for="word">Find by tube, order, MSH-10, message id or patient number</label>
<input id="word" name="word" value="${word}" maxlength="${LONGEST_WORD}" autocomplete="off" spellcheck="false" aria-describedby="word-hint"></p>
<button class="act">Find</button>
<p id="word-hint" class="soft">A patient number is written as in PID-3, <code>4711^^^RIVERSIDE^MR</code>, and asks for a reason.</p>
</form>${!mayDo(context, seesPatients) && roleNote('search by a patient number', seesPatients, context)}`;

function filters({ asked }: Period, { query, href, system }: PageContext): Html {
  const option = (value: string, current: string | null): Html =>
    html`<option value="${value}"${value === current && html` selected`}>${value}</option>`;
  return html`<form method="get" action="${href('/messages')}" class="bar">
<p><label for="since">Since</label><input id="since" name="since" value="${asked}" size="6" aria-describedby="since-hint"></p>
<p><label for="source">Source</label><select id="source" name="source"><option value="">all</option>${system.site.sources.map(({ id }) => option(id, query.get('source')))}</select></p>
<p><label for="state">State</label><select id="state" name="state"><option value="">all</option>${states.map((state) => option(state, query.get('state')))}</select></p>
<p><label for="control">MSH-10</label><input id="control" name="control" value="${query.get('control') ?? ''}" size="14"></p>
<button>Show</button>
<p id="since-hint" class="soft"><code>8h</code>, <code>7d</code> ago, or <code>06:00</code></p>
</form>`;
}

function searchOf({ since }: Period, { query }: PageContext): MessageSearch {
  const given = (name: string): string | undefined => query.get(name)?.trim() || undefined;
  return {
    since,
    limit: ROWS,
    isNewestFirst: true,
    mostRead: MOST_READ,
    source: given('source'),
    state: states.find((state) => state === query.get('state')),
    controlId: given('control'),
    type: given('type'),
  };
}

const listed = (period: Period, context: PageContext): Promise<Awaited<Html>> =>
  attempt('The messages', searchMessages(searchOf(period, context), context.system), (found) =>
    found.kind === 'unknown-source'
      ? empty(`The site has no source of this name. It has: ${found.known.join(', ')}.`)
      : html`${messageList(captionOf(found.messages, period, context), found.messages, noneSince(period, context), context)}${ending(found, context)}`,
  );

const captionOf = ({ length }: readonly MessageRecord[], { since }: Period, { zone }: PageContext): string =>
  `${length === ROWS ? `The newest ${ROWS} messages` : counted(length, 'message')} since ${wholeTime(since, zone)}, newest first`;

function noneSince({ asked, since }: Period, context: PageContext): Html {
  const longer = new URLSearchParams(context.query);
  longer.set('since', '7d');
  return empty(
    `None since ${wholeTime(since, context.zone)} (${asked}).`,
    asked !== '7d' && html`<a href="${context.href(`/messages?${longer}`)}">Look back 7 days</a>`,
  );
}

/** Says where a list ends although there is more. */
function ending(
  { hasMore, readUpTo }: { readonly hasMore: boolean; readonly readUpTo?: string },
  context: PageContext,
): Value {
  if (readUpTo !== undefined)
    return caution(
      html`The search read the newest ${MOST_READ} messages and ended at ${time(readUpTo, context)}. Older ones may match: choose a source.`,
    );
  return hasMore && html`<p class="soft">There are more. Choose a shorter period, a source or a state.</p>`;
}

/** Looks up a word that must not stand in an address: a number of an order, a tube or a message. */
function findAction(): Action {
  return {
    name: 'find',
    roles: everybody,
    asksReason: false,
    prepare: async (context) => {
      const word = (context.form.get('word') ?? '').trim().slice(0, LONGEST_WORD);
      const carryOut = async () => ({ kind: 'shown', content: await foundBy(word, context) }) as const;
      return { kind: 'ready', audit: undefined, carryOut };
    },
  };
}

async function foundBy(word: string, context: ActionContext): Promise<Html> {
  const box = searchBox(word, context);
  if (word === '') return html`${box}${empty('Type a number first.')}`;
  if (patientKeyFrom(word) !== undefined) return html`${box}${askForPatient(word, context)}`;
  const { system } = context;
  const [own, numbered, controlled] = await Promise.all([
    /^[\w-]{16,64}$/.test(word) ? system.messages.record(word) : undefined,
    findByNumber(word, system),
    searchMessages({ controlId: word, since: new Date(0), limit: ROWS, isNewestFirst: true }, system),
  ]);
  const byControl = controlled.kind === 'found' ? controlled.messages : [];
  const all = new Map(
    [...(own === undefined ? [] : [own]), ...numbered.messages, ...byControl].map((one) => [one.id, one]),
  );
  return html`${box}${messageList(counted(all.size, 'message'), [...all.values()], nothingFound(context), context)}
${numbered.isCut && caution('Many reports have this number; only a part of them was read.')}
${controlled.kind === 'found' && controlled.hasMore && caution(`More messages have this MSH-10; the newest ${ROWS} were read.`)}`;
}

const nothingFound = ({ href }: PageContext): Html =>
  empty(
    'No order, tube, document or message was found by this number. If another system assigned it, write its name behind it: 4711^LIS. Write a patient number as in PID-3.',
    html`<a href="${href('/messages?since=7d')}">Messages of the last 7 days</a>`,
  );

const askForPatient = (word: string, context: PageContext): Html =>
  reasonForm(
    {
      action: 'find-patient',
      path: '/messages',
      button: 'Find messages of this patient',
      explanation: 'This is the number of a patient.',
      hidden: { word },
    },
    context,
  );

/** Finds the messages of a patient. The search is written to the audit log first. */
function findPatientAction(): Action {
  return {
    name: 'find-patient',
    roles: seesPatients,
    asksReason: true,
    prepare: async (context): Promise<PreparedAction> => {
      const word = (context.form.get('word') ?? '').trim().slice(0, LONGEST_WORD);
      const key = patientKeyFrom(word);
      if (key === undefined)
        return {
          kind: 'refused',
          status: 400,
          content: html`${searchBox(word, context)}${empty('This is no number of a patient.')}`,
        };
      const found = await messagesOfPatient(key, context.system);
      return {
        kind: 'ready',
        audit: {
          action: 'search',
          resourceType: 'Message',
          parameters: ['patient'],
          patients: found.patients,
          count: found.messages.length,
        },
        carryOut: async () => ({
          kind: 'shown',
          content: html`${searchBox(word, context)}${messageList(`${counted(found.messages.length, 'message')} of this patient`, found.messages, empty('No message was found by this patient.'), context)}${found.isCut && caution('The patient has more reports; only a part of them was read.')}`,
        }),
      };
    },
  };
}
