import type { Status } from '../../app/operate/gather-status.ts';
import { gatherStatus } from '../../app/operate/gather-status.ts';
import { type Finding, judgeStatus, LATE_SECONDS } from '../../app/operate/judge-status.ts';
import { runbookPageOf } from '../../model/runbook-pages.ts';
import { sourceIsSilent } from '../../site/source-is-silent.ts';
import type { Page, PageContext } from '../page.ts';
import { counted } from '../parts/counted.ts';
import { describeFindings } from '../parts/findings.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { live } from '../parts/live.ts';
import { introductionOf } from '../parts/markdown.ts';
import { table } from '../parts/table.ts';
import { tag } from '../parts/tag.ts';
import { age, duration, time } from '../parts/time.ts';
import { type Period, periodFrom } from '../period.ts';
import { everybody } from '../who-may.ts';

/** Metrics are counted by the minute, and each look at them costs. */
const REFRESH_SECONDS = 60;

/** The first page: whether anything is wrong, since the shift began. */
export const todayPage: Page = {
  path: '/',
  title: 'Today',
  menu: 'Today',
  roles: everybody,
  render: async (context) => {
    const period = periodFrom(context.query.get('since'), '8h', context);
    const status = await gatherStatus(period.since, context.system);
    return {
      content: live('/', overview(status, period, context), context, REFRESH_SECONDS),
    };
  },
};

const shiftForm = ({ asked, since }: Period, { href, ...clock }: PageContext): Html => html`
<form method="get" action="${href('/')}" class="bar">
<p><label for="since">My shift began at</label><input type="time" id="since" name="since" value="${/^\d\d:/.test(asked) && asked}"></p>
<button>Count from then</button>
<p>Counted since ${time(since, clock)}. ${['1h', '8h', '24h'].map((hours) => html`<a href="${href(`/?since=${hours}`)}"${hours === asked && html` aria-current="true"`}>last ${hours.replace('h', ' h')}</a> `)}</p>
</form>`;

function overview(status: Status, period: Period, context: PageContext): Html {
  const findings = judgeStatus(status, context.system.site);
  return html`${verdict(findings, period, context)}
${shiftForm(period, context)}
${alarms(status, context)}
${flow(status, period, context)}
<div class="split"><section>
<h2>Waiting for a person</h2>
${held(status, context)}
</section><section>
<h2>Destinations</h2>
${destinations(status, context)}
</section><section>
<h2>Sources</h2>
${sources(status, period, context)}
</section><section>
<h2 id="queues">Queues</h2>
${queues(status, context)}
</section></div>`;
}

const verdictWords = {
  bad: 'Something is wrong',
  attention: 'A person is needed',
  good: 'Nothing is wrong',
} as const;

function verdict(findings: readonly Finding[], { asked }: Period, context: PageContext): Html {
  const broken = findings.filter(({ weight }) => weight === 'broken');
  const tone = broken.length > 0 ? 'bad' : findings.length > 0 ? 'attention' : 'good';
  const said = describeFindings(findings, asked, context);
  return html`<p class="verdict ${tone}" role="status">${tag(tone, verdictWords[tone])} <span>${said}</span></p>`;
}

const alarms = ({ alarms: raised }: Status, context: PageContext): Value =>
  raised.length > 0 &&
  html`<h2 id="alarms">Alarms</h2>${table({
    caption: 'Alarms that are raised',
    columns: [
      { head: 'Alarm', cell: ({ name, page }) => html`${tag('bad', runbookPageOf(page) ?? name)}` },
      { head: 'What it says', cell: ({ summary }) => summary },
      { head: 'What to do', cell: ({ page }) => whatToDo(page, context) },
      { head: 'In CloudWatch', cell: ({ name }) => html`<small class="id">${name}</small>` },
    ],
    rows: raised,
    empty: undefined,
  })}`;

/** How the page of the runbook begins, and a link to all of it. */
function whatToDo(path: string, { system, href }: PageContext): Value {
  const page = runbookPageOf(path);
  return page === undefined
    ? path
    : html`${introductionOf(system.runbook(page))} <a href="${href(`/runbook/${page}`)}">What to do: ${page}</a>`;
}

function flow({ flow: counts }: Status, { asked }: Period, { href }: PageContext): Html {
  const list = (state: string): string => href(`/messages?since=${encodeURIComponent(asked)}${state}`);
  const tile = (number: number, address: string, noun: string, tone: Value = false): Html =>
    html`<li><a class="count ${number > 0 && tone}" href="${address}"><b>${number}</b> ${noun}</a></li>`;
  return html`<ul class="counts">
${tile(counts.accepted, list(''), 'messages accepted')}
${tile(counts.failed, list('&state=failed'), 'messages failed', 'bad')}
${tile(counts.rejected, list('&state=rejected'), 'messages rejected', 'attention')}
${tile(counts.held, href('/waiting'), 'results held', 'attention')}
${tile(counts.setAside, list('&state=set-aside'), 'results set aside')}
${tile(counts.stored, list('&state=stored'), 'results stored')}
</ul>`;
}

const held = ({ held: reasons, heldCorrections }: Status, { href }: PageContext): Html =>
  html`${table({
    caption: 'Held messages by reason',
    columns: [
      {
        head: 'Reason',
        cell: ([reason]) => html`<a href="${href(`/waiting?reason=${reason}`)}">${reason}</a>`,
      },
      {
        head: 'Messages',
        isNumber: true,
        cell: ([reason, number]) => html`<a href="${href(`/waiting?reason=${reason}`)}">${number}</a>`,
      },
    ],
    rows: Object.entries(reasons),
    empty: html`<p class="notice good">No message is held.</p>`,
  })}${
    heldCorrections > 0 &&
    html`<p>${tag('bad', counted(heldCorrections, 'correction waits', 'corrections wait'))}: charts still show the older values. <a href="${href('/waiting?corrections=yes')}">Show them</a></p>`
  }`;

const destinations = (status: Status, { href }: PageContext): Value =>
  table({
    caption: 'Updates by destination',
    columns: [
      {
        head: 'Destination',
        cell: ({ id }) => html`<a href="${href(`/deliveries?destination=${id}`)}">${id}</a>`,
      },
      { head: 'Delivered', isNumber: true, cell: ({ delivered }) => delivered },
      { head: 'Postponed', isNumber: true, cell: ({ postponed }) => postponed },
      {
        head: 'Refused',
        isNumber: true,
        cell: ({ id, parked }) =>
          html`<a href="${href(`/deliveries?destination=${id}`)}">${parked > 0 ? tag('bad', String(parked)) : 0}</a>`,
      },
    ],
    rows: status.destinations,
    empty: html`<p class="notice neutral">The site delivers to no destination.</p>`,
  });

const sources = (
  { sources: all, gatheredAt }: Status,
  { asked }: Period,
  { system, href, now, zone }: PageContext,
): Value =>
  table({
    caption: 'When each source was last heard',
    columns: [
      { head: 'Source', cell: ({ id }) => html`<a href="${href(`/messages?source=${id}`)}">${id}</a>` },
      {
        head: 'Last heard',
        cell: ({ lastHeard }) => (lastHeard === undefined ? 'never' : time(lastHeard, { now, zone })),
      },
      {
        head: 'Ago',
        isNumber: true,
        cell: ({ lastHeard }) => lastHeard !== undefined && age(lastHeard, now),
      },
      {
        head: 'Messages',
        isNumber: true,
        cell: ({ id, received }) =>
          html`<a href="${href(`/messages?source=${id}&since=${encodeURIComponent(asked)}`)}">${received}</a>`,
      },
      {
        head: 'State',
        cell: ({ id, lastHeard }) =>
          sourceIsSilent(system.site, id, lastHeard, gatheredAt)
            ? tag('bad', 'silent')
            : lastHeard === undefined
              ? tag('neutral', 'never heard')
              : tag('good', 'heard'),
      },
    ],
    rows: all,
    empty: html`<p class="notice neutral">The site has no source.</p>`,
  });

const queues = (status: Status, { href }: PageContext): Value =>
  table({
    caption: 'Entries of each queue',
    columns: [
      { head: 'Queue', cell: ({ name }) => name },
      { head: 'Waiting', isNumber: true, cell: ({ waiting, inHand }) => waiting + inHand },
      {
        head: 'Oldest',
        isNumber: true,
        cell: ({ oldestSeconds }) =>
          oldestSeconds >= LATE_SECONDS
            ? tag('attention', duration(oldestSeconds * 1000))
            : duration(oldestSeconds * 1000),
      },
      {
        head: 'Dead letters',
        isNumber: true,
        cell: ({ deadLetters }) =>
          html`<a href="${href('/dead-letters')}">${deadLetters > 0 ? tag('bad', String(deadLetters)) : 0}</a>`,
      },
    ],
    rows: status.queues,
    empty: html`<p class="notice neutral">No queue could be read.</p>`,
  });
