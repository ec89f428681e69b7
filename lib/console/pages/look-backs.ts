import {
  countControls,
  knownLookBacks,
  type StoredSystem,
  storedSystems,
} from '../../app/operate/count-controls.ts';
import { type LookBack, readLookBacks } from '../../app/quality/look-back.ts';
import type { KnownLookBack } from '../../model/verdict.ts';
import { whoDid } from '../../model/who-did.ts';
import { knownSystem } from '../known-system.ts';
import type { Page, PageContext } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { systemLink } from '../parts/control-words.ts';
import { counted } from '../parts/counted.ts';
import { eventTimes } from '../parts/event-times.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { lookBackLink, lookBackTag, lowerBound, openRows, upperBound } from '../parts/look-back-words.ts';
import { empty } from '../parts/notice.ts';
import { pagesOfList } from '../parts/pages-of-list.ts';
import { table } from '../parts/table.ts';
import { everybody } from '../who-may.ts';
import { noSystems } from './controls.ts';

const ROWS = 25;

/** The look-backs of rejected controls, newest first. */
export const lookBacksPage: Page = {
  path: '/look-back',
  title: 'Look-back',
  menu: 'Look-back',
  roles: everybody,
  count: async (system) => (await countControls(system)).openLookBacks,
  render: async (context) => {
    const { system } = context;
    if (system.quality === undefined || system.quality.systems.length === 0) return { content: noSystems() };
    return {
      content: html`<p>After a rejected control, the results since the last good one are looked at again. Those that were delivered are listed here.</p>
${await attempt('The look-backs', storedSystems(system), (all) => lists(all, context))}`,
    };
  },
};

interface Row extends KnownLookBack {
  readonly system: string;
  readonly found?: LookBack | undefined;
}

const states = ['open', 'signed', 'void'] as const;

async function lists(all: readonly StoredSystem[], context: PageContext): Promise<Awaited<Html>> {
  const rows = all.flatMap((one) =>
    knownLookBacks(one, context.now).map((known): Row => ({ ...known, system: one.system.id })),
  );
  const chosen = states.find((state) => state === context.query.get('state'));
  const wanted = rows
    .filter(({ state }) => chosen === undefined || state === chosen)
    .toSorted((one, other) => other.at - one.at);
  const asked = context.query.get('from') ?? '';
  const from = /^\d{1,5}$/.test(asked) && Number(asked) < wanted.length ? Number(asked) : 0;
  const shown = await withResults(wanted.slice(from, from + ROWS), context);
  const page = (start: number): string => {
    const query = new URLSearchParams({
      ...(chosen === undefined ? {} : { state: chosen }),
      from: String(start),
    });
    return context.href(`/look-back?${query}`);
  };
  return html`${choices(rows, chosen, context)}${list(shown, wanted.length, context)}${pagesOfList({
    previous: from > 0 ? page(Math.max(0, from - ROWS)) : undefined,
    next: from + ROWS < wanted.length ? page(from + ROWS) : undefined,
  })}`;
}

function choices(rows: readonly Row[], chosen: Row['state'] | undefined, { href }: PageContext): Html {
  const chip = (path: string, text: string, isCurrent: boolean): Html =>
    html`<li><a href="${href(path)}"${isCurrent && html` aria-current="true"`}>${text}</a></li>`;
  return html`<ul class="chips">${chip('/look-back', `all (${rows.length})`, chosen === undefined)}${states.map(
    (state) =>
      chip(
        `/look-back?state=${state}`,
        `${state} (${rows.filter((one) => one.state === state).length})`,
        state === chosen,
      ),
  )}</ul>`;
}

/** Reads the results of the look-backs of one page: of each test system once. */
async function withResults(rows: readonly Row[], context: PageContext): Promise<readonly Row[]> {
  const found = new Map<string, LookBack>();
  for (const [id, some] of Map.groupBy(rows, ({ system }) => system)) {
    const known = knownSystem(id, context);
    if (known === undefined || some.every(({ state }) => state === 'void')) continue;
    const since = new Date(Math.min(...some.map(({ at }) => at)));
    for (const one of await readLookBacks(known, since, context.system))
      found.set(`${id} ${one.bounds.event}`, one);
  }
  return rows.map((row) => ({ ...row, found: found.get(`${row.system} ${row.event}`) }));
}

function list(rows: readonly Row[], count: number, context: PageContext): Value {
  const times = eventTimes(
    rows.map(({ event, at, system }) => ({ id: `${event} ${system}`, at, of: system })),
    context,
  );
  return table({
    caption: `${counted(count, 'look-back')} of the last 35 days, newest first`,
    columns: [
      {
        head: 'Rejected',
        cell: (row) => lookBackLink(row.system, row.event, context, times.get(`${row.event} ${row.system}`)),
      },
      { head: 'Test system', cell: ({ system }) => systemLink(system, context) },
      { head: 'State', cell: ({ state, found }) => lookBackTag(state, found) },
      { head: 'Results measured after', cell: ({ found }) => found && lowerBound(found, context) },
      { head: 'Until', cell: ({ found }) => found && upperBound(found, context) },
      { head: 'Results', isNumber: true, cell: ({ found }) => found?.rows.length },
      { head: 'To decide', isNumber: true, cell: ({ found }) => found && openRows(found).length },
      { head: 'Signed by', cell: ({ found }) => found?.signed && whoDid(found.signed) },
    ],
    rows,
    empty: empty(
      'There is no such look-back.',
      'Test systems whose gate is open have none: their results are delivered whatever the controls say.',
    ),
  });
}
