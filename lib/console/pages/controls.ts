import { countControls } from '../../app/operate/count-controls.ts';
import { systemEntry } from '../../app/operate/system-entry.ts';
import { controlsOfNoSystem } from '../../app/quality/site-systems.ts';
import { type ControlState, controlStates, type SeenSystem } from '../../model/seen-controls.ts';
import type { UnmatchedControl } from '../../ports/qc-store.ts';
import type { Page, PageContext } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import {
  comparedHead,
  controlStateTag,
  levelsOf,
  marksOf,
  rulesOf,
  stateWords,
  systemLink,
} from '../parts/control-words.ts';
import { counted } from '../parts/counted.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { live } from '../parts/live.ts';
import { messageLink } from '../parts/message-list.ts';
import { caution, empty } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { tag } from '../parts/tag.ts';
import { age, time } from '../parts/time.ts';
import { everybody } from '../who-may.ts';

const REFRESH_SECONDS = 60;

/** Every test system by its state: whether the controls say that results can be trusted. */
export const controlsPage: Page = {
  path: '/controls',
  title: 'Controls',
  menu: 'Controls',
  roles: everybody,
  count: async (system) => (await countControls(system)).outOfControl,
  render: async (context) => {
    const { system } = context;
    const { quality } = system;
    if (quality === undefined || quality.systems.length === 0) return { content: noSystems() };
    const content = await attempt('The controls', system.interpreter.systems(), (all) =>
      overview(all, context),
    );
    const strangers = await attempt(
      'The controls of no test system',
      controlsOfNoSystem(quality, system.qc),
      (all) => strangersTable(all, context),
    );
    return { content: live('/controls', html`${content}${strangers}`, context, REFRESH_SECONDS) };
  },
};

/** What to do where the site says nothing about controls. */
export const noSystems = (): Html =>
  empty(
    'The site names no test system, so no control result can be judged.',
    html`Say in files of the folder <code>quality</code> of the site which control materials, lots, levels and targets you use: <code>docs/quality.md</code> has an example, and <code>labwire check</code> finds mistakes in it.`,
  );

function overview(all: readonly SeenSystem[], context: PageContext): Html {
  const chosen = controlStates.find((state) => state === context.query.get('state'));
  const shown = all
    .filter(({ state }) => chosen === undefined || state === chosen)
    .toSorted((one, other) => controlStates.indexOf(one.state) - controlStates.indexOf(other.state));
  return html`${verdict(all, context)}${tiles(all, chosen, context)}${list(shown, chosen, context)}
<p class="soft">In control: the last complete event of all levels broke no rule that rejects, and no control is overdue: the site says when one is due, otherwise after 24 hours. An event that cannot be judged is not acceptable.</p>
<p><a href="${context.href('/lots')}">Lots and targets</a></p>`;
}

const countOf = (all: readonly SeenSystem[], wanted: ControlState): number =>
  all.filter(({ state }) => state === wanted).length;

function verdict(all: readonly SeenSystem[], { href }: PageContext): Html {
  const wrong = controlStates.filter((state) => state !== 'in-control' && countOf(all, state) > 0);
  const [first] = wrong;
  const tone = first === undefined ? 'good' : stateWords[first].tone;
  const said =
    first === undefined
      ? html`${counted(all.length, 'test system is', 'test systems are')} in control.`
      : html`${wrong.map((state, index) => {
          const number = countOf(all, state);
          const { one, many } = stateWords[state];
          return html`${index > 0 && ', '}<a href="${href(`/controls?state=${state}`)}">${number} ${number === 1 ? one : many}</a>`;
        })}.`;
  const word = { good: 'In control', bad: 'Not in control', attention: 'Controls are missing', neutral: '' };
  return html`<p class="verdict ${tone}" role="status">${tag(tone, word[tone])} <span>${said}</span></p>`;
}

const tiles = (
  all: readonly SeenSystem[],
  chosen: ControlState | undefined,
  { href }: PageContext,
): Html => html`<ul class="counts">
${controlStates.map((state) => {
  const { tone, word } = stateWords[state];
  const number = countOf(all, state);
  return html`<li><a class="count ${number > 0 && state !== 'in-control' && tone}" href="${href(`/controls?state=${state}`)}"${state === chosen && html` aria-current="true"`}><b>${number}</b> ${word}</a></li>
`;
})}<li><a class="count" href="${href('/controls')}"${chosen === undefined && html` aria-current="true"`}><b>${all.length}</b> all</a></li>
</ul>`;

const list = (rows: readonly SeenSystem[], chosen: ControlState | undefined, context: PageContext): Value =>
  table({
    caption: `${counted(rows.length, 'test system')}${chosen === undefined ? '' : `: ${stateWords[chosen].word}`}`,
    columns: [
      { head: 'Test system', cell: ({ id }) => systemLink(id, context) },
      { head: 'State', cell: ({ state }) => controlStateTag(state) },
      { head: 'Rules', cell: ({ last }) => last && rulesOf(last) },
      {
        head: 'Last event',
        cell: ({ last }) => (last === undefined ? 'none' : time(new Date(last.end), context)),
      },
      { head: 'Ago', isNumber: true, cell: ({ last }) => last && age(new Date(last.end), context.now) },
      {
        head: comparedHead(context.system.quality?.systems ?? []),
        cell: ({ last }) => last && levelsOf(last),
      },
      { head: 'Notes', cell: ({ last }) => last && marksOf(last) },
      {
        head: 'Last accepted event',
        cell: ({ good }) => (good === undefined ? 'none in 31 days' : time(new Date(good.end), context)),
      },
    ],
    rows,
    empty: empty(
      'No test system is in this state.',
      html`<a href="${context.href('/controls')}">Show all</a>`,
    ),
  });

/** Controls that nobody judges. Nothing is shown where there are none. */
function strangersTable(all: readonly UnmatchedControl[], context: PageContext): Value {
  if (all.length === 0) return undefined;
  return html`<h2 id="no-system">Controls of no test system</h2>
${caution('Nobody judges these controls. Add a test system to a quality file of the site, with your levels, lots and targets, or correct the analyzer or the analyte of one that is there. Then deploy the site.')}
${table({
  caption: `${counted(all.length, 'name')} of controls that the site does not know`,
  columns: [
    { head: 'Source', cell: ({ source }) => source },
    { head: 'Analyzer (OBX-18)', cell: ({ analyzer }) => analyzer },
    { head: 'Analyte (OBX-3)', cell: ({ analyte }) => analyte },
    { head: 'Last message', cell: ({ messageId }) => messageLink(messageId, context) },
    {
      head: 'Received',
      cell: ({ receivedAt }) => receivedAt !== undefined && time(receivedAt, context),
    },
    { head: 'To add to systems', cell: entryOf },
  ],
  rows: all,
  empty: undefined,
})}`;
}

/** A line feed within a value would be shown as a sign. */
const entryOf = (one: UnmatchedControl): Html =>
  html`<pre>${systemEntry(one)
    .split('\n')
    .map(
      (line) => html`${line}
`,
    )}</pre>`;
