import { auditOf } from '../app/quality/act-on-system.ts';
import type { KnownControls } from '../app/quality/find-lot.ts';
import { controlMessage, type EnteredControl } from '../render/hl7/control-message.ts';
import type { LotName, LotOfSystem } from '../site/quality/schema.ts';
import type { Source } from '../site/site.ts';
import { knownSystem, takeTurn } from './known-system.ts';
import { instantOf } from './local-time.ts';
import type { ActionContext, PageContext, PreparedAction } from './page.ts';
import { systemLink } from './parts/control-words.ts';
import { html, type Value } from './parts/html.ts';
import { caution, empty, problem } from './parts/notice.ts';
import { reasonForm } from './parts/reason-form.ts';
import { DAY } from './parts/time.ts';
import { actsOnControls, mayDo } from './who-may.ts';

/** The source of a test system whose controls people enter. Undefined: an instrument sends them. */
const entrySource = ({ system }: KnownControls, context: PageContext): Source | undefined =>
  context.system.site.sources.find(({ id, entry }) => id === system.source && entry === 'console');

const isSince = (time: string | undefined, now: Date): boolean =>
  time !== undefined && Date.parse(time) <= now.getTime();

/** Lots that are in use, the active ones first. */
const lotsInUse = ({ system }: KnownControls, now: Date): readonly LotOfSystem[] =>
  system.lots
    .filter(
      ({ active, parallel, retired }) =>
        (isSince(active, now) || isSince(parallel, now)) && !isSince(retired, now),
    )
    .toSorted((one, other) => Number(isSince(other.active, now)) - Number(isSince(one.active, now)));

const wordOf = ({ material, lot }: LotOfSystem): string => `${material}/${lot}`;

/** How messages of the source name a lot and level: the name with the most words. */
function nameOf({ materials, system }: KnownControls, lot: LotOfSystem, level: string): LotName | undefined {
  const names = materials
    .filter(({ id }) => id === lot.material)
    .flatMap(({ lots }) => lots.filter((one) => one.lot === lot.lot))
    .flatMap(({ levels }) => levels.filter((one) => one.level === level))
    .flatMap(({ names: all }) => all.filter(({ source }) => source === system.source));
  const words = (name: LotName): number => Object.keys(name).length;
  return names.toSorted((one, other) => words(other) - words(one))[0];
}

const unitOf = ({ system }: KnownControls, lot: LotOfSystem, level: string): string | undefined =>
  system.targets.findLast(
    (one) => one.material === lot.material && one.lot === lot.lot && one.level === level,
  )?.unit;

/** The form with which a person enters control results. Nothing where an instrument sends them. */
export function entryForm(known: KnownControls, context: PageContext): Value {
  const { system } = known;
  if (!mayDo(context, actsOnControls) || entrySource(known, context) === undefined) return undefined;
  const lots = lotsInUse(known, context.now);
  const [first] = lots;
  if (first === undefined)
    return html`<h3>Enter control results</h3>${caution('No lot of the site is in use, so none can be entered.')}`;
  return html`<h3>Enter control results</h3>${reasonForm(
    {
      ...{ action: 'enter', path: `/controls/${encodeURIComponent(system.id)}`, button: 'Enter' },
      explanation:
        'They are stored and judged like those of an instrument, with your name, and are marked on the chart. A wrong one is excluded, never changed.',
      hidden: { entry: context.system.newId() },
      fields: html`<p><label for="lot">Lot</label><select id="lot" name="lot">${lots.map((lot) => html`<option>${wordOf(lot)}</option>`)}</select></p>
${system.levels.map(
  (level, index) =>
    html`<p><label for="value-${index}">Level ${level}, ${unitOf(known, first, level) ?? 'without unit'}</label><input id="value-${index}" name="value-${index}" inputmode="decimal" maxlength="20" autocomplete="off"></p>`,
)}
<p><label for="measured">Measured (empty: now)</label><input type="datetime-local" id="measured" name="measured"></p>`,
    },
    context,
  )}`;
}

const NUMBER = /^[+-]?\d{1,12}(?:\.\d{1,12})?$/;

/** The results of a form. Otherwise what is wrong with it. */
function resultsOf(known: KnownControls, { form, now }: ActionContext): readonly EnteredControl[] | string {
  const lot = lotsInUse(known, now).find((one) => wordOf(one) === form.get('lot'));
  if (lot === undefined) return 'Choose a lot that is in use.';
  const results: EnteredControl[] = [];
  for (const [index, level] of known.system.levels.entries()) {
    const value = (form.get(`value-${index}`) ?? '').trim();
    if (value === '') continue;
    if (!NUMBER.test(value)) return `Level ${level}: give a number such as 7.40, with a point.`;
    const name = nameOf(known, lot, level);
    if (name === undefined)
      return `Level ${level} of this lot has no name for the source ${known.system.source}: add one to the material in the site.`;
    results.push({ name, value, unit: unitOf(known, lot, level) });
  }
  return results.length === 0 ? 'Enter a result of at least one level.' : results;
}

/** Gives the results of a form to the acceptance of messages, as a message of their source. */
export async function prepareEntry(context: ActionContext): Promise<PreparedAction> {
  const { parameters, form, person, system, now, zone } = context;
  const id = parameters.get('id') ?? '';
  const known = knownSystem(id, context);
  const source = known && entrySource(known, context);
  const refused = (status: 400 | 404, sentence: string): PreparedAction => ({
    ...{ kind: 'refused', status },
    content: html`${problem(`Nothing was entered. ${sentence}`)}${empty('Go back and correct it.', systemLink(id, context, 'Test system'))}`,
  });
  if (known === undefined || source?.sender.application === undefined)
    return refused(404, 'An instrument sends the controls of this test system.');
  const results = resultsOf(known, context);
  if (typeof results === 'string') return refused(400, results);
  const text = (form.get('measured') ?? '').trim();
  const measuredAt = text === '' ? now : instantOf(text, zone);
  if (measuredAt === undefined || measuredAt > now || measuredAt.getTime() < now.getTime() - 31 * DAY)
    return refused(400, 'Measured: give a time of the last 31 days.');
  const entry = form.get('entry') ?? '';
  if (!/^[\w-]{1,64}$/.test(entry)) return refused(400, 'Open the page again.');
  const { application, facility } = source.sender;
  const { analyte, analyzer } = known.system;
  return {
    kind: 'ready',
    audit: { ...auditOf(known, { kind: 'other' }), parameters: ['enter'], count: results.length },
    carryOut: async () => {
      // somebody who presses the button twice enters one result
      if (!(await takeTurn(known, `entry ${entry}`, '', context))) {
        const content = problem('It was entered already.', systemLink(id, context));
        return { kind: 'shown', status: 409, content };
      }
      const bytes = controlMessage({
        ...{ application, facility, id: entry, analyte, analyzer, results },
        ...{ measuredAt, enteredAt: now, person: { id: person.subject, name: person.name } },
      });
      const { outcome } = await system.receiver.receive(bytes);
      if (outcome === 'accepted')
        return {
          ...{ kind: 'done', next: `/controls/${encodeURIComponent(id)}` },
          outcome: { sent: results.length, refused: 0 },
        };
      const content = problem(
        'Nothing was entered: the system refused the message.',
        systemLink(id, context),
      );
      return { kind: 'shown', status: 409, content };
    },
  };
}
