import { dueCauses } from '../../app/operate/due-words.ts';
import { hasAnswersAlone } from '../../app/quality/answers-of.ts';
import type { SeenControls } from '../../model/seen-controls.ts';
import { originText } from '../../render/chart/levey-jennings.ts';
import type { TestSystem } from '../../site/quality/schema.ts';
import { prepareEntry } from '../control-entry.ts';
import { completeness, entryForm } from '../control-entry-form.ts';
import { knownSystem } from '../known-system.ts';
import type { Page, PageContext } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { statistics } from '../parts/control-statistics.ts';
import { controlTargets } from '../parts/control-targets.ts';
import {
  actionWord,
  comparedAs,
  comparedHead,
  controlStateTag,
  gateWords,
  levelName,
  levelsOf,
  limitsName,
  lotName,
  marksOf,
  rulesOf,
  verdictTag,
} from '../parts/control-words.ts';
import { counted } from '../parts/counted.ts';
import { eventTimes } from '../parts/event-times.ts';
import { fields } from '../parts/fields.ts';
import { drawing, type Html, html, type Value } from '../parts/html.ts';
import { messageLink } from '../parts/message-list.ts';
import { caution, empty, outcome } from '../parts/notice.ts';
import { pagesOfList } from '../parts/pages-of-list.ts';
import { roleNote } from '../parts/role-note.ts';
import { table } from '../parts/table.ts';
import { time, wholeTime } from '../parts/time.ts';
import { type Period, periodFrom } from '../period.ts';
import { actedState, actForms, prepareAct, prepareCount } from '../test-system-acts.ts';
import { actsOnControls, everybody, mayDo, seesReasons } from '../who-may.ts';

/** Rows of a table on one page. */
const ROWS = 25;

/** One test system: its chart with the table beside it, its events, and its statistics. */
export const testSystemPage: Page = {
  path: '/controls/:id',
  title: 'Test system',
  roles: everybody,
  render: async (context) => {
    const { system, parameters, query, now } = context;
    const id = parameters.get('id') ?? '';
    const found = system.quality?.systems.find((one) => one.id === id);
    if (found === undefined)
      return {
        status: 404,
        content: unknownSystem(context),
      };
    const period = periodFrom(query.get('since'), '31d', context);
    const content = await attempt(
      'The controls',
      system.interpreter.controls({
        ...{ id, since: period.since.getTime(), until: now.getTime(), lot: query.get('lot') || undefined },
        ...{ from: firstRow(query), rows: ROWS },
      }),
      // another function has the site of another release for a moment
      (controls) =>
        controls === undefined ? unknownSystem(context) : shown(found, controls, period, context),
    );
    return {
      content: html`<p><a href="${context.href('/controls')}">All test systems</a></p>${entered(id, context)}${content}${await acts(id, context)}`,
    };
  },
  actions: [
    {
      ...{ name: 'document', roles: actsOnControls, asksReason: true },
      prepare: prepareAct('calibration', 'maintenance', 'reagent-change', 'control-vial', 'other'),
    },
    { name: 'stop', roles: actsOnControls, asksReason: true, prepare: prepareAct('stop') },
    { name: 'start', roles: actsOnControls, asksReason: true, prepare: prepareAct('start') },
    { name: 'enter', roles: actsOnControls, asksReason: true, prepare: prepareEntry },
    { name: 'count', roles: actsOnControls, asksReason: false, prepare: prepareCount },
  ],
};

/** What came of entering results by hand. */
function entered(id: string, context: PageContext): Value {
  const { sent = 0, missing = [] } = context.outcome ?? {};
  const known = knownSystem(id, context);
  if (sent === 0) return undefined;
  return [
    outcome(
      `${counted(sent, 'control result was', 'control results were')} accepted. The chart has ${sent === 1 ? 'it as soon as it is' : 'them as soon as they are'} read: reload the page.`,
    ),
    known !== undefined &&
      missing.length > 0 &&
      caution(`You entered no result of level ${missing.join(', ')}. ${completeness(known)}`),
  ];
}

/** The forms of those who work at the bench. Others are told why there are none. */
function acts(id: string, context: PageContext): Html | undefined {
  const known = knownSystem(id, context);
  if (known === undefined) return undefined;
  if (!mayDo(context, actsOnControls))
    return html`<h2 id="act">Act</h2>${roleNote('document an action, enter a control result, stop or start the test system', actsOnControls, context)}`;
  return attempt(
    'What was done',
    actedState(known, context),
    (acted) => html`<h2 id="act">Act</h2>${entryForm(known, context)}${actForms(known, acted, context)}`,
  );
}

const firstRow = (query: URLSearchParams): number => {
  const text = query.get('from') ?? '';
  return /^\d{1,5}$/.test(text) ? Number(text) : 0;
};

const unknownSystem = ({ href }: PageContext): Html =>
  empty(
    'The site has no test system of this name.',
    html`<a href="${href('/controls')}">All test systems</a>`,
  );

function shown(system: TestSystem, controls: SeenControls, period: Period, context: PageContext): Html {
  const { zone } = context;
  return html`<h2 class="name">${system.id}</h2>
${about(system, controls, context)}
${choices(system, period, context)}
${controls.isCut && caution('Older results were not read. The first events may lack some of their history: choose a shorter period.')}
${advice(controls)}
${
  controls.chart === undefined
    ? empty(`No control result since ${wholeTime(period.since, zone)} (${period.asked}).`)
    : html`<h2>${controls.chartName}</h2>
<div class="chart" role="region" aria-label="${controls.chartName}" tabindex="0">${drawing(controls.chart)}</div>
${hasAnswersAlone(system) && html`<p class="soft">Answers and limits have no mean and SD, so there is no Levey-Jennings chart: a mark tells whether a result is what the target expects.</p>`}<h2>Targets</h2>${controlTargets(controls, context)}
<h2>Events</h2>${events(system, controls, context)}
<h2 id="actions">Actions</h2>${actions(controls, context)}
<h2>Statistics</h2>${statistics(system, controls)}
<h2 id="results">Results</h2>${results(system, controls, context)}`
}`;
}

const about = (system: TestSystem, { state, due, held, ruleSet }: SeenControls, context: PageContext): Html =>
  fields([
    ['State', controlStateTag(state)],
    ['Control', due],
    ["Patients' results", gateWords(system, held, context)],
    ['Source', system.source],
    ['Analyzer (OBX-18)', system.analyzer ?? system.source],
    ['Analyte (OBX-3)', system.analyte],
    ['Levels of an event', system.levels.join(', ')],
    ['An event takes at most', `${system.eventMinutes} min`],
    ['Rules', ruleSet],
  ]);

function choices(system: TestSystem, { asked }: Period, { query, href }: PageContext): Html {
  const lot = query.get('lot') ?? '';
  const at = (change: Readonly<Record<string, string>>): string => {
    const wanted = new URLSearchParams({ since: asked, ...(lot === '' ? {} : { lot }), ...change });
    if (wanted.get('lot') === '') wanted.delete('lot');
    return href(`/controls/${encodeURIComponent(system.id)}?${wanted}`);
  };
  const chip = (text: string, address: string, isChosen: boolean): Html =>
    html`<li><a href="${address}"${isChosen && html` aria-current="true"`}>${text}</a></li>`;
  const lots = system.lots.map((one) => `${one.material}/${one.lot}`);
  return html`<ul class="chips no-print" aria-label="Period">
${['24h', '7d', '14d', '31d'].map((length) => chip(`last ${length.replace(/(?=[hd])/, ' ')}`, at({ since: length }), length === asked))}
</ul>${
    lots.length > 1 &&
    html`<ul class="chips no-print" aria-label="Lot">${chip('all lots', at({ lot: '' }), lot === '')}${lots.map((one) => chip(one, at({ lot: one }), one === lot))}</ul>`
  }`;
}

/** What to do about results that cannot be judged, once for each reason. */
const advice = ({ problems }: SeenControls): Value =>
  problems.map(({ problem, count, advice: todo }) =>
    caution(html`${counted(count, 'result')} cannot be judged (${problem}): ${todo}.`),
  );

function events(
  system: TestSystem,
  { events: newest, eventCount }: SeenControls,
  context: PageContext,
): Value {
  const times = eventTimes(
    newest.map((event) => ({ id: event.id, at: event.end })),
    context,
  );
  return table({
    caption: `${counted(eventCount, 'event')}, newest first${eventCount > ROWS ? `; the newest ${ROWS} are shown` : ''}`,
    columns: [
      // an event has the id of its first result
      { head: 'Event', cell: (event) => resultLink(system.id, event, times, context) },
      { head: 'Verdict', cell: ({ verdict }) => verdictTag(verdict) },
      { head: 'Broken rules', cell: rulesOf },
      { head: comparedHead([system]), cell: levelsOf },
      { head: 'Lot', cell: ({ points }) => lotName([...new Set(points.map(({ lot }) => lot))].join(', ')) },
      { head: 'Notes', cell: marksOf },
      {
        head: 'Counts until',
        cell: ({ due, dueBy }) =>
          due !== undefined &&
          html`${time(new Date(due), context)}${dueBy !== undefined && `: ${dueCauses[dueBy]}`}`,
      },
    ],
    rows: newest,
    empty: empty('No event in this period.'),
  });
}

/** What people did. Their reasons are free text, so they are for those who may see patients and for auditors. */
function actions({ actions: done }: SeenControls, context: PageContext): Value {
  return table({
    caption: `${counted(done.length, 'action')}, newest first`,
    columns: [
      { head: 'When', cell: ({ at }) => time(new Date(at), context) },
      { head: 'What', cell: ({ kind }) => actionWord(kind) },
      { head: 'Who', cell: ({ by }) => by },
      ...(mayDo(context, seesReasons)
        ? [{ head: 'Why', cell: ({ why }: SeenControls['actions'][number]) => why }]
        : []),
      {
        head: 'Result',
        cell: ({ result }) => result && html`${result.value}, ${time(new Date(result.at), context)}`,
      },
    ],
    rows: done,
    empty: empty('Nobody documented an action in this period.'),
  });
}

const resultLink = (
  system: string,
  { id }: { readonly id: string },
  times: ReadonlyMap<string, Html>,
  context: PageContext,
): Html =>
  html`<a href="${context.href(`/controls/${encodeURIComponent(system)}/results/${encodeURIComponent(id)}`)}">${times.get(id)}</a>`;

function results(
  system: TestSystem,
  { results: rows, resultCount }: SeenControls,
  context: PageContext,
): Html {
  const from = firstRow(context.query);
  const times = eventTimes(
    rows.map(({ id: result, at, level, lot }) => ({ id: result, at, of: `${level} ${lot}` })),
    context,
  );
  const at = (start: number): string => {
    const wanted = new URLSearchParams(context.query);
    wanted.set('from', String(start));
    return context.href(`/controls/${encodeURIComponent(system.id)}?${wanted}#results`);
  };
  return html`${table({
    caption: `${counted(resultCount, 'result')}, newest first${resultCount > ROWS ? `; ${from + 1} to ${from + rows.length} are shown` : ''}`,
    columns: [
      { head: 'Measured', cell: (row) => resultLink(system.id, row, times, context) },
      { head: 'Level', cell: ({ level }) => levelName(level) },
      { head: 'Lot', cell: ({ lot }) => lotName(lot) },
      { head: 'Result', isNumber: true, cell: ({ value, unit = '' }) => `${value} ${unit}` },
      {
        head: comparedHead([system]),
        isNumber: !hasAnswersAlone(system),
        cell: comparedAs,
      },
      { head: 'State', cell: ({ tone }) => verdictTag(tone) },
      { head: 'Rules or reason', cell: ({ words }) => words },
      { head: 'Target', cell: ({ target }) => html`<span class="id">${limitsName(target)}</span>` },
      { head: 'Reagents', cell: ({ reagents }) => reagents },
      { head: 'Origin', cell: ({ origin }) => originText(origin) },
      {
        head: 'Message',
        cell: ({ messageId }) => messageId !== undefined && messageLink(messageId, context),
      },
    ],
    rows,
    empty: empty('No result here.'),
  })}${pagesOfList({
    previous: from > 0 ? at(Math.max(0, from - ROWS)) : undefined,
    next: from + ROWS < resultCount ? at(from + ROWS) : undefined,
  })}`;
}
