import { patientKeyFrom } from '../../app/operate/read-patient.ts';
import { type EntriesOfPatient, newestEntries, newestOfPatient } from '../../app/operate/search-audit.ts';
import type { AuditEntry } from '../../model/audit.ts';
import type { ActionContext, Page, PageContext, PreparedAction } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { counted } from '../parts/counted.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { messageLink } from '../parts/message-list.ts';
import { caution, empty } from '../parts/notice.ts';
import { reasonForm } from '../parts/reason-form.ts';
import { table } from '../parts/table.ts';
import { tag } from '../parts/tag.ts';
import { time, wholeTime } from '../parts/time.ts';
import { type Period, periodFrom } from '../period.ts';
import { seesAudit } from '../who-may.ts';

const ROWS = 200;
/** Reports of one patient; each costs a request. */
const MOST_REPORTS = 100;
/** Programs that read by FHIR write entries too, in any number. */
const MOST_READ = 2000;
/** One query for each hour is made, so the page looks back two days. */
const LONGEST_MS = 48 * 60 * 60_000;

/** Who read or changed what, when and why. It contains no results. */
export const auditPage: Page = {
  path: '/audit',
  title: 'Audit',
  menu: 'Audit',
  roles: seesAudit,
  render: async (context) => {
    const period = boundedPeriod(context);
    return {
      content: html`${filters(period, context)}${await entries(period, context)}${patientForm(context)}`,
    };
  },
  actions: [{ name: 'of-patient', roles: seesAudit, asksReason: true, prepare: prepareOfPatient }],
};

function boundedPeriod(context: PageContext): Period {
  const period = periodFrom(context.query.get('since'), '8h', context);
  const earliest = context.now.getTime() - LONGEST_MS;
  return period.since.getTime() < earliest ? { since: new Date(earliest), asked: '48h' } : period;
}

const filters = ({ asked }: Period, { query, href }: PageContext): Html => html`
<form method="get" action="${href('/audit')}" class="bar">
<p><label for="since">Since</label><input id="since" name="since" value="${asked}" size="6" aria-describedby="since-hint"></p>
<p><label for="by">Who</label><input id="by" name="by" value="${query.get('by') ?? ''}" size="24"></p>
<button>Show</button>
<p id="since-hint" class="soft"><code>8h</code> ago or <code>06:00</code>, at most <code>48h</code></p>
</form>`;

const entries = (period: Period, context: PageContext): Promise<Awaited<Html>> =>
  attempt(
    'The audit log',
    newestEntries(
      {
        ...{ since: period.since, until: context.now, limit: ROWS, mostRead: MOST_READ },
        actor: context.query.get('by')?.trim() || undefined,
      },
      context.system,
    ),
    ({ entries: found, readUpTo }) =>
      html`${listOf(found, `since ${wholeTime(readUpTo ?? period.since, context.zone)}`, context)}${readUpTo !== undefined && caution(`Older entries were not read. Choose a shorter period or one person.`)}`,
  );

/** Entries, newest first. */
function listOf(found: readonly AuditEntry[], when: string, context: PageContext): Value {
  const rows = found.slice(0, ROWS);
  return html`${table({
    caption: `${counted(found.length, 'entry', 'entries')} ${when}, newest first`,
    columns: [
      { head: 'When', cell: ({ readAt }) => time(readAt, context) },
      {
        head: 'Who',
        cell: ({ actor, name }) =>
          html`${name !== undefined && name !== actor && html`${name} `}<a class="id" href="${context.href(`/audit?by=${encodeURIComponent(actor)}`)}">${actor}</a>`,
      },
      { head: 'Where', cell: ({ channel }) => channel },
      { head: 'What', cell: ({ action, resourceType }) => `${action} ${resourceType}` },
      { head: 'About', cell: (entry) => aboutOf(entry, context) },
      { head: 'Items', isNumber: true, cell: ({ count }) => count },
      { head: 'Why', cell: ({ reason }) => reason },
      {
        head: 'Answer',
        cell: ({ status, action }) =>
          status === undefined
            ? tag('neutral', isChange(action) ? 'asked for' : 'given')
            : tag('attention', `refused ${status}`),
      },
    ],
    rows,
    empty: empty(`Nobody read or changed anything ${when}.`),
  })}${found.length > ROWS && caution(`The newest ${ROWS} are shown.`)}`;
}

const isChange = (action: AuditEntry['action']): boolean => action !== 'read' && action !== 'search';

/** The page of a message says whether what was asked for was carried out. */
const aboutOf = ({ subject, resourceType }: AuditEntry, context: PageContext): Value =>
  resourceType === 'Message' && subject !== undefined
    ? messageLink(subject, context)
    : subject !== undefined && html`<span class="id">${subject.slice(0, 24)}</span>`;

const patientForm = (context: PageContext): Html =>
  html`<h2>Who read one patient</h2>${reasonForm(
    {
      action: 'of-patient',
      path: '/audit',
      button: 'Show who read this patient',
      explanation: `The newest ${ROWS} entries about the patient, under every number that the patient had.`,
      fields: html`<p><label for="patient">Patient number, as in PID-3</label><input id="patient" name="patient" required maxlength="200" autocomplete="off" placeholder="4711^^^RIVERSIDE^MR"></p>`,
    },
    context,
  )}`;

/** Says what was not read. */
const endOf = ({ hasMore, isCut }: EntriesOfPatient): Value =>
  html`${hasMore && caution(html`These are the newest ${ROWS}. <code>labwire audit --patient</code> lists all.`)}${
    isCut &&
    caution(
      html`The patient has many reports; the newest ${MOST_REPORTS} were read for former numbers. <code>labwire audit --patient</code> reads all.`,
    )
  }`;

/** The patient's number does not stand in an address, and that somebody asked is written down as well. */
async function prepareOfPatient(context: ActionContext): Promise<PreparedAction> {
  const { system, form } = context;
  const patientKey = patientKeyFrom((form.get('patient') ?? '').trim().slice(0, 200));
  if (patientKey === undefined)
    return {
      kind: 'refused',
      status: 400,
      content: html`${empty('This is no number of a patient. Write it as in PID-3, with its assigner.')}${patientForm(context)}`,
    };
  const found = await newestOfPatient(patientKey, { limit: ROWS, mostReports: MOST_REPORTS }, system);
  return {
    kind: 'ready',
    audit: {
      action: 'search',
      resourceType: 'AuditEvent',
      parameters: ['patient'],
      patients: [patientKey],
      count: found.entries.length,
    },
    carryOut: async () => ({
      kind: 'shown',
      content: html`${listOf(found.entries, 'about this patient', context)}${endOf(found)}${patientForm(context)}`,
    }),
  };
}
