import { targetWords } from '../../app/quality/course-of.ts';
import type { DraftLot, SeenSystem } from '../../model/seen-controls.ts';
import type { LotOfSystem, Quality, TestSystem } from '../../site/quality/schema.ts';
import type { Page, PageContext } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { systemLink } from '../parts/control-words.ts';
import { counted } from '../parts/counted.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { empty } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { type Tone, tag } from '../parts/tag.ts';
import { time } from '../parts/time.ts';
import { everybody } from '../who-may.ts';
import { noSystems } from './controls.ts';

/** The lots of control materials with their states and targets, and lots that nobody has described yet. */
export const lotsPage: Page = {
  path: '/lots',
  title: 'Lots of controls',
  roles: everybody,
  render: async (context) => {
    const { system } = context;
    const { quality } = system;
    if (quality === undefined || quality.systems.length === 0) return { content: noSystems() };
    const drafts = await attempt('The lots that messages name', system.interpreter.systems(), (all) =>
      draftTable(all, context),
    );
    return {
      content: html`<h2>Unknown lots</h2>${drafts}<h2>Lots of the site</h2>${lotTable(quality, context)}`,
    };
  },
};

interface Draft extends DraftLot {
  readonly system: string;
}

function draftTable(all: readonly SeenSystem[], context: PageContext): Value {
  const rows = all.flatMap(({ id, drafts }): Draft[] => drafts.map((draft) => ({ ...draft, system: id })));
  return table({
    caption: `${counted(rows.length, 'lot')} of results that cannot be judged: which material, lot and level is it?`,
    columns: [
      { head: 'Named', cell: namesOf },
      { head: 'Test system', cell: ({ system }) => systemLink(system, context) },
      {
        head: 'Results',
        isNumber: true,
        cell: ({ results, system }) => systemLink(system, context, results),
      },
      { head: 'First', cell: ({ first }) => time(new Date(first), context) },
      { head: 'Last', cell: ({ last }) => time(new Date(last), context) },
      { head: 'Expires', cell: ({ expires }) => expires },
      { head: "Maker's target", cell: ({ targets }) => targets.join('; ') },
      { head: 'To add to names', cell: (draft) => html`<code>${lineOf(draft)}</code>` },
    ],
    rows,
    empty: empty('Every control result of the last 31 days is of a lot that the site knows.'),
  });
}

const wordsOf = ({ material, product, lot }: DraftLot): readonly (readonly [string, string])[] =>
  Object.entries({ material, product, lot }).flatMap(([name, word]) =>
    word === undefined ? [] : [[name, word] as const],
  );

const namesOf = (draft: DraftLot): string =>
  wordsOf(draft)
    .map(([name, word]) => `${name} ${word}`)
    .join(', ') || 'without any word';

/** The line of a quality file by which results of this lot are found. */
const lineOf = (draft: DraftLot): string =>
  `{ source: ${draft.source}, ${wordsOf(draft)
    .map(([name, word]) => `${name}: ${JSON.stringify(word)}`)
    .join(', ')} }`;

interface KnownLot {
  readonly system: TestSystem;
  readonly lot: LotOfSystem;
  readonly expires: string | undefined;
}

function lotTable({ systems, materials }: Quality, context: PageContext): Value {
  const expiry = new Map(
    materials.flatMap(({ id, lots }) => lots.map(({ lot, expires }) => [`${id}/${lot}`, expires] as const)),
  );
  const rows = systems.flatMap((system) =>
    system.lots.map((lot): KnownLot => ({ system, lot, expires: expiry.get(`${lot.material}/${lot.lot}`) })),
  );
  return table({
    caption: `${counted(rows.length, 'lot')} by test system, as the site describes them`,
    columns: [
      { head: 'Lot', cell: ({ lot }) => `${lot.material}/${lot.lot}` },
      { head: 'Test system', cell: ({ system }) => systemLink(system.id, context) },
      { head: 'State', cell: ({ lot }) => stateTag(lot, context.now) },
      { head: 'Since', cell: ({ lot }) => sinceOf(lot, context) },
      { head: 'Activated by', cell: ({ lot }) => lot.by },
      { head: 'Expires', cell: ({ expires }) => expiryOf(expires, context) },
      { head: 'Targets', cell: (known) => targetsOf(known, context.now) },
    ],
    rows,
    empty: empty('The test systems of the site have no lots, so no control result can be judged.'),
  });
}

const states = ['retired', 'active', 'parallel', 'received'] as const;

const tones: Readonly<Record<(typeof states)[number], Tone>> = {
  retired: 'neutral',
  active: 'good',
  parallel: 'attention',
  received: 'neutral',
};

const stateAt = (lot: LotOfSystem, now: Date): (typeof states)[number] | undefined =>
  states.find((state) => {
    const since = lot[state];
    return since !== undefined && Date.parse(since) <= now.getTime();
  });

function stateTag(lot: LotOfSystem, now: Date): Html {
  const state = stateAt(lot, now);
  return state === undefined ? tag('neutral', 'not yet in use') : tag(tones[state], state);
}

function sinceOf(lot: LotOfSystem, context: PageContext): Value {
  const state = stateAt(lot, context.now);
  const since = state === undefined ? undefined : lot[state];
  return since !== undefined && time(since, context);
}

function expiryOf(expires: string | undefined, { now, zone }: PageContext): Value {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(now);
  return expires !== undefined && expires < today ? tag('bad', `expired ${expires}`) : expires;
}

function targetsOf({ system, lot }: KnownLot, now: Date): Value {
  const targets = system.targets.filter((one) => one.material === lot.material && one.lot === lot.lot);
  if (targets.length === 0)
    return stateAt(lot, now) === 'parallel'
      ? 'none until it comes into use (labwire qc activate)'
      : html`${tag('attention', 'no target')}: its results cannot be judged`;
  return html`<ul class="plain">${targets.map(
    (target) =>
      html`<li>level ${target.level}: ${target.mean === undefined ? targetWords(target) : `${target.mean} ± ${target.sd}`} ${target.unit}, ${target.basis}, from ${target.from.slice(0, 'YYYY-MM-DD'.length)}</li>`,
  )}</ul>`;
}
