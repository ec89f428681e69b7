import {
  countControls,
  dueControls,
  type StoredSystem,
  storedSystems,
} from '../../app/operate/count-controls.ts';
import { byDue, type DueControl } from '../../app/operate/due-controls.ts';
import { dueRules } from '../../app/operate/due-words.ts';
import type { LotOfSystem, Material, TestSystem } from '../../site/quality/schema.ts';
import type { Page, PageContext } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { systemLink } from '../parts/control-words.ts';
import { counted } from '../parts/counted.ts';
import { dueIn, dueTag } from '../parts/due-words.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { live } from '../parts/live.ts';
import { empty } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { tag } from '../parts/tag.ts';
import { time } from '../parts/time.ts';
import { everybody } from '../who-may.ts';
import { noSystems } from './controls.ts';

const REFRESH_SECONDS = 60;

/** Which controls are needed now, and which will be, by time. */
export const duePage: Page = {
  path: '/due',
  title: 'Due',
  menu: 'Due',
  roles: everybody,
  count: async (system) => (await countControls(system)).controlsDue,
  render: async (context) => {
    const { system } = context;
    if (system.quality === undefined || system.quality.systems.length === 0) return { content: noSystems() };
    const content = await attempt('What is due', storedSystems(system), (all) => list(all, context));
    return { content: live('/due', content, context, REFRESH_SECONDS) };
  },
};

function list(all: readonly StoredSystem[], context: PageContext): Html {
  const rows = dueControls(all, context.now).toSorted(byDue);
  const needed = rows.filter(({ isNow }) => isNow).length;
  const tone = needed > 0 ? 'attention' : 'good';
  return html`<p class="verdict ${tone}" role="status">${tag(tone, needed > 0 ? 'Controls are needed' : 'Nothing is due')} <span>${counted(needed, 'test system needs', 'test systems need')} a control now, of ${rows.length}.</span></p>
${table({
  caption: 'By time, the longest overdue first',
  columns: [
    { head: 'Test system', cell: ({ system }) => systemLink(system.id, context) },
    { head: 'State', cell: dueTag },
    { head: 'Due', cell: (one) => dueTime(one, context) },
    { head: 'In', isNumber: true, cell: (one) => dueIn(one, context.now) },
    { head: 'Rule', cell: ({ system }) => dueRules(system.due) },
    { head: 'Vials', cell: ({ system }) => vialsOf(system, context) },
    { head: 'Since', cell: ({ since }) => since !== undefined && time(new Date(since), context) },
  ],
  rows,
  empty: empty('The site has no test system.'),
})}<p class="soft">Since: the last good control, the reject or the stop. Vials: the levels, and the active lots that have not expired.</p>`;
}

const dueTime = ({ at }: DueControl, context: PageContext): Value =>
  at !== undefined && time(new Date(at), context);

/** The levels of an event, and the lots of which they are taken. */
function vialsOf({ levels, lots }: TestSystem, { now, zone, system: { quality } }: PageContext): string {
  const isSince = (at: string | undefined) => at !== undefined && Date.parse(at) <= now.getTime();
  const active = lots.filter((lot) => isSince(lot.active) && !isSince(lot.retired));
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(now);
  const usable = active.filter((one) => !isExpired(one, quality?.materials ?? [], today));
  const from = usable.map(({ lot }) => lot).join(', ');
  const none = active.length === 0 ? 'no lot is active' : 'each active lot has expired';
  return `level ${levels.join(', ')}${usable.length === 0 ? `: ${none}` : ` of ${from}`}`;
}

/** `today`: the date at the laboratory. */
const isExpired = (one: LotOfSystem, materials: readonly Material[], today: string): boolean =>
  materials.some(
    ({ id, lots }) =>
      id === one.material &&
      lots.some(({ lot, expires }) => lot === one.lot && expires !== undefined && expires < today),
  );
