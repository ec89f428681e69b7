import { chartOfControls } from '../../app/operate/chart-of-controls.ts';
import { controlAdvice } from '../../app/operate/control-advice.ts';
import { controlStatistics, type LevelStatistics } from '../../app/operate/control-statistics.ts';
import { stateOf } from '../../app/operate/list-controls.ts';
import { type JudgedControls, readControls } from '../../app/operate/read-controls.ts';
import { type ChartContent, chartRows, leveyJennings } from '../../render/chart/levey-jennings.ts';
import type { TestSystem } from '../../site/quality/schema.ts';
import type { Page, PageContext } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { controlStateTag, levelsOf, marksOf, rulesOf, verdictTag } from '../parts/control-words.ts';
import { counted } from '../parts/counted.ts';
import { fields } from '../parts/fields.ts';
import { drawing, type Html, html, type Value } from '../parts/html.ts';
import { messageLink } from '../parts/message-list.ts';
import { caution, empty } from '../parts/notice.ts';
import { pagesOfList } from '../parts/pages-of-list.ts';
import { table } from '../parts/table.ts';
import { time, wholeTime } from '../parts/time.ts';
import { type Period, periodFrom } from '../period.ts';
import { everybody } from '../who-may.ts';

/** Rows of a table on one page. */
const ROWS = 25;

/** One test system: its chart with the table beside it, its events, and its statistics. */
export const testSystemPage: Page = {
  path: '/controls/:id',
  title: 'Test system',
  roles: everybody,
  render: async (context) => {
    const { system, parameters, query, now, zone } = context;
    const id = parameters.get('id') ?? '';
    const found = system.quality?.systems.find((one) => one.id === id);
    if (found === undefined || system.quality === undefined)
      return {
        status: 404,
        content: empty(
          'The site has no test system of this name.',
          html`<a href="${context.href('/controls')}">All test systems</a>`,
        ),
      };
    const period = periodFrom(query.get('since'), '31d', context);
    const known = { materials: system.quality.materials, system: found, timeZone: zone };
    const content = await attempt(
      'The controls',
      readControls(system, known, { since: period.since, until: now }),
      (controls) => shown(found, ofLot(controls, query.get('lot')), period, context),
    );
    return { content: html`<p><a href="${context.href('/controls')}">All test systems</a></p>${content}` };
  },
};

/** What was read of one lot; of all lots if none is chosen. */
function ofLot(controls: JudgedControls, lot: string | null): JudgedControls {
  if (lot === null || lot === '') return controls;
  const { course, evaluations } = controls;
  return {
    ...controls,
    course: { ...course, points: course.points.filter((point) => point.lot === lot) },
    evaluations: evaluations.filter(({ points }) => points.some((point) => point.lot === lot)),
  };
}

function shown(system: TestSystem, controls: JudgedControls, period: Period, context: PageContext): Html {
  const { zone, now } = context;
  const chart = chartOfControls(controls, system, {
    since: period.since,
    title: `${system.id}: controls since ${wholeTime(period.since, zone)}`,
    timeText: (at) => wholeTime(new Date(at), zone),
  });
  return html`<h2 class="name">${system.id}</h2>
${about(system, controls, now)}
${choices(system, period, context)}
${controls.isCut && caution('Older results were not read. The first events may lack some of their history: choose a shorter period.')}
${advice(controls)}
${
  chart.points.length === 0
    ? empty(`No control result since ${wholeTime(period.since, zone)} (${period.asked}).`)
    : html`<h2>Levey-Jennings chart</h2>
<div class="chart" role="region" aria-label="Levey-Jennings chart" tabindex="0">${drawing(leveyJennings(chart, ''))}</div>
<h2>Targets</h2>${limits(chart, context)}
<h2>Events</h2>${events(controls, context)}
<h2>Statistics</h2>${statistics(system, controls, context)}
<h2 id="results">Results</h2>${results(system, chart, controls, context)}`
}`;
}

const about = (system: TestSystem, { evaluations }: JudgedControls, now: Date): Html =>
  fields([
    ['State', controlStateTag(stateOf(evaluations, now).state)],
    ['Source', system.source],
    ['Analyzer (OBX-18)', system.analyzer ?? system.source],
    ['Analyte (OBX-3)', system.analyte],
    ['Levels of an event', system.levels.join(', ')],
    ['An event takes at most', `${system.eventMinutes} min`],
    ['Rules', evaluations.at(-1)?.ruleSet],
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
function advice({ evaluations }: JudgedControls): Value {
  const problems = evaluations.flatMap(({ points }) => points.flatMap(({ problem }) => problem ?? []));
  const counts = Map.groupBy(problems, (problem) => problem);
  return [...counts].map(([problem, all]) =>
    caution(
      html`${counted(all.length, 'result')} cannot be judged (${problem}): ${controlAdvice.get(problem)}.`,
    ),
  );
}

/** The end of the version of a target: a digest of its numbers. */
const limitsName = (version = ''): string => version.slice(version.lastIndexOf(' ') + 1);

/** The targets that judged results of the period. */
function limits(chart: ChartContent, context: PageContext): Value {
  const used = new Set(chart.evaluations.flatMap(({ points }) => points.map(({ target }) => target)));
  return table({
    caption: 'By which the results were judged',
    columns: [
      { head: 'Target', cell: ({ version }) => html`<span class="id">${limitsName(version)}</span>` },
      { head: 'Level', cell: ({ level }) => level },
      { head: 'Lot', cell: ({ lot }) => lot },
      { head: 'Mean', isNumber: true, cell: ({ mean }) => mean },
      { head: 'SD', isNumber: true, cell: ({ sd }) => sd },
      { head: 'Unit', cell: ({ unit, scale }) => `${unit ?? ''}${scale === 'log10' ? ', log10' : ''}` },
      { head: 'Basis', cell: ({ basis }) => basis },
      { head: 'From', cell: ({ from }) => time(new Date(from), context) },
      { head: 'Expires', cell: ({ to }) => to !== undefined && time(new Date(to), context) },
    ],
    rows: chart.targets.filter(({ version }) => used.has(version)),
    empty: empty(
      'No target of the site judged a result.',
      html`<a href="${context.href('/lots')}">Lots and targets</a>`,
    ),
  });
}

function events({ evaluations }: JudgedControls, context: PageContext): Value {
  const newest = evaluations.toReversed();
  return table({
    caption: `${counted(newest.length, 'event')}, newest first${newest.length > ROWS ? `; the newest ${ROWS} are shown` : ''}`,
    columns: [
      { head: 'Event', cell: ({ end }) => time(new Date(end), context) },
      { head: 'Verdict', cell: ({ verdict }) => verdictTag(verdict) },
      { head: 'Broken rules', cell: rulesOf },
      { head: 'SD from the mean', cell: levelsOf },
      { head: 'Lot', cell: ({ points }) => [...new Set(points.map(({ lot }) => lot))].join(', ') },
      { head: 'Notes', cell: marksOf },
    ],
    rows: newest.slice(0, ROWS),
    empty: empty('No event in this period.'),
  });
}

const statistics = (system: TestSystem, controls: JudgedControls, { zone }: PageContext): Html =>
  html`${table({
    caption: 'By month, lot, level and target; months that began before the period are not whole',
    columns: [
      { head: 'Month', cell: ({ month }) => month },
      { head: 'Level', cell: ({ level }) => level },
      { head: 'Lot', cell: ({ lot }) => lot },
      { head: 'n', isNumber: true, cell: (row) => row.statistics.n },
      { head: 'Rejected', isNumber: true, cell: ({ rejected }) => rejected },
      { head: 'Excluded', isNumber: true, cell: ({ excluded }) => excluded },
      { head: 'Mean', isNumber: true, cell: (row) => shortened(row.statistics.mean) },
      { head: 'SD', isNumber: true, cell: (row) => shortened(row.statistics.sd) },
      { head: 'CV %', isNumber: true, cell: (row) => shortened(row.statistics.cv) },
      {
        head: 'Bias',
        isNumber: true,
        cell: ({ bias }) =>
          bias &&
          `${shortened(bias.absolute)}${bias.percent === undefined ? '' : ` (${shortened(bias.percent)} %)`}`,
      },
      {
        head: 'Target',
        cell: ({ target }) => html`<span class="id">${limitsName(target.version)}</span>`,
      },
      {
        head: 'Rules',
        cell: ({ rules }) =>
          Object.entries(rules)
            .map(([rule, count]) => `${rule} ${count}×`)
            .join(', '),
      },
      { head: 'Sigma', isNumber: true, cell: sigmaText },
    ],
    rows: controlStatistics(controls, system, zone),
    empty: empty('No result of this period could be judged, so there are no statistics.'),
  })}<p class="soft">${sigmaInputs(system)}</p>`;

/** Six digits of a decimal text, for the eye; whole numbers keep all. */
function shortened(text: string | undefined): string | undefined {
  const number = Number(text);
  if (text === undefined || Number.isNaN(number)) return undefined;
  return String(Math.abs(number) < 1e6 ? Number(number.toPrecision(6)) : Math.round(number));
}

const sigmaText = ({ sigma }: LevelStatistics): Value =>
  sigma && `${sigma.sigma}${sigma.isOfFew ? ' (n < 20)' : ''}${sigma.isFailing ? ', fails' : ''}`;

function sigmaInputs({ allowedError: allowed, bias }: TestSystem): string {
  if (allowed === undefined)
    return 'No sigma: the site gives no allowed error for this test system (allowedError).';
  const error = [
    ...(allowed.percent === undefined ? [] : [`${allowed.percent} %`]),
    ...(allowed.absolute === undefined ? [] : [`${allowed.absolute} in the unit of the result`]),
  ].join(' or ');
  const drift = bias === undefined ? '0 %, assumed' : `${bias.percent} % (${bias.origin})`;
  return `Sigma = (allowed error - |bias|) / CV. Allowed error: ${error} (${allowed.origin}). Bias: ${drift}.`;
}

function results(
  system: TestSystem,
  chart: ChartContent,
  { stored }: JudgedControls,
  context: PageContext,
): Html {
  const rows = chartRows(chart).toReversed();
  const from = /^\d{1,5}$/.test(context.query.get('from') ?? '') ? Number(context.query.get('from')) : 0;
  const at = (start: number): string => {
    const wanted = new URLSearchParams(context.query);
    wanted.set('from', String(start));
    return context.href(`/controls/${encodeURIComponent(system.id)}?${wanted}#results`);
  };
  return html`${table({
    caption: `${counted(rows.length, 'result')}, newest first${rows.length > ROWS ? `; ${from + 1} to ${Math.min(from + ROWS, rows.length)} are shown` : ''}`,
    columns: [
      { head: 'Measured', cell: ({ point }) => time(new Date(point.at), context) },
      { head: 'Level', cell: ({ point }) => point.level || 'unknown' },
      { head: 'Lot', cell: ({ point }) => point.lot },
      { head: 'Result', isNumber: true, cell: ({ point }) => `${point.value} ${point.unit ?? ''}` },
      { head: 'SD from the mean', isNumber: true, cell: ({ z }) => z },
      { head: 'State', cell: ({ tone }) => verdictTag(tone) },
      { head: 'Rules or reason', cell: ({ words }) => words },
      { head: 'Target', cell: ({ target }) => html`<span class="id">${limitsName(target)}</span>` },
      { head: 'Reagents', cell: ({ point }) => chart.reagentsOf(point.id) },
      {
        head: 'Message',
        cell: ({ point }) => {
          const message = stored.get(point.id)?.messageId;
          return message !== undefined && messageLink(message, context);
        },
      },
    ],
    rows: rows.slice(from, from + ROWS),
    empty: empty('No result here.'),
  })}${pagesOfList({
    previous: from > 0 ? at(Math.max(0, from - ROWS)) : undefined,
    next: from + ROWS < rows.length ? at(from + ROWS) : undefined,
  })}`;
}
