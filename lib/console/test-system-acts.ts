import { about, auditOf, carryOutAction, countAction } from '../app/quality/act-on-system.ts';
import { type KnownControls, systemHistory } from '../app/quality/find-lot.ts';
import { type ControlAction, type SystemActionKind, systemActionKinds } from '../model/control-action.ts';
import { whoDid } from '../model/who-did.ts';
import { AdapterError } from '../shared/adapter-error.ts';
import { knownSystem, newestOf, takeTurn } from './known-system.ts';
import { instantOf } from './local-time.ts';
import type { ActionContext, ActionOutcome, Html, PageContext, PreparedAction } from './page.ts';
import { actionWord, systemLink } from './parts/control-words.ts';
import { html, type Value } from './parts/html.ts';
import { caution, empty, problem } from './parts/notice.ts';
import { reasonForm } from './parts/reason-form.ts';
import { DAY, wholeTime } from './parts/time.ts';
import { actsOnControls, mayDo } from './who-may.ts';

/** What people did about a test system, as a decision about it depends on it. */
export interface ActedState {
  readonly newest: ControlAction | undefined;
  /** The stop that holds; undefined if it is not stopped. */
  readonly stop: ControlAction | undefined;
  /** The newest stop or start, if the state of the test system does not know it. */
  readonly uncounted: ControlAction | undefined;
}

const READ_DAYS = 60;

const isOfSystem = ({ kind }: ControlAction): boolean => kind !== 'dispose' && kind !== 'sign';

export async function actedState(
  { system }: KnownControls,
  { system: { controlActions, verdicts }, now }: PageContext,
): Promise<ActedState> {
  const history = systemHistory(system);
  const all = await controlActions.since(history, new Date(now.getTime() - READ_DAYS * DAY));
  const actions = all.filter(isOfSystem);
  const switched = actions.findLast(({ kind }) => kind === 'stop' || kind === 'start');
  const stop = switched?.kind === 'stop' ? switched : undefined;
  const [state] = stop === undefined ? [] : await verdicts.states([history]);
  const isKnown = state?.steps.some(({ evidence }) => evidence === stop?.id) === true;
  return { newest: newestOf(actions), stop, uncounted: isKnown ? undefined : stop };
}

const kinds = systemActionKinds.filter((kind) => kind !== 'stop' && kind !== 'start');

const pathOf = (id: string): string => `/controls/${encodeURIComponent(id)}`;

/** The forms with which people document what they did. Nothing for other roles. */
export function actForms({ system }: KnownControls, acted: ActedState, context: PageContext): Value {
  if (!mayDo(context, actsOnControls)) return undefined;
  const { newest, stop, uncounted } = acted;
  const form = { path: pathOf(system.id), hidden: { seen: newest?.id } };
  return html`${uncounted && notCounted(uncounted, system.id, context)}
<h3>Document an action</h3>${reasonForm(
    {
      ...{ ...form, action: 'document', button: 'Document it' },
      explanation:
        'An action answers a rejected control if it was done after it, and before the control that passes. Results that were measured before the action stay held, unless only another vial of the control was needed. It is never changed or deleted.',
      fields: html`<p><label for="kind">What was done</label><select id="kind" name="kind" required><option value="">choose one</option>${kinds.map((kind) => html`<option value="${kind}">${actionWord(kind)}</option>`)}</select></p>
<p><label for="at">When (empty: now)</label><input type="datetime-local" id="at" name="at"></p>`,
    },
    context,
  )}
${
  stop === undefined
    ? html`<h3>Stop</h3>${reasonForm(
        {
          ...{ ...form, action: 'stop', button: 'Stop the test system' },
          explanation:
            system.gate.mode === 'open'
              ? 'The gate of this test system is open: its results are delivered all the same.'
              : "Every patient's result from now on is held until somebody starts it again.",
        },
        context,
      )}`
    : startForm(stop, system.id, form, context)
}`;
}

/** Whoever stopped it may start it again, and a supervisor may. */
const mayStart = (stop: ControlAction, context: PageContext): boolean =>
  stop.by === context.person.subject || mayDo(context, ['supervisor']);

const startForm = (
  stop: ControlAction,
  id: string,
  form: { readonly path: string; readonly hidden: { readonly seen: string | undefined } },
  context: PageContext,
): Value =>
  html`<h3>Start</h3>${
    mayStart(stop, context)
      ? reasonForm(
          {
            ...{ ...form, path: pathOf(id), action: 'start', button: 'Start the test system' },
            explanation: `${whoDid(stop)} stopped it at ${wholeTime(new Date(stop.at), context.zone)}. After the start its state is unknown until the next good control.`,
          },
          context,
        )
      : caution(`${whoDid(stop)} stopped it. A supervisor, or whoever stopped it, can start it again.`)
  }`;

/** An action that is on file, and by which the test system was not judged yet. */
const notCounted = ({ id, kind }: ControlAction, system: string, { csrf, href }: PageContext): Html =>
  html`${problem(`The action is documented (${actionWord(kind)}) and does not count yet.`, 'The test system could not be judged again.')}
<form method="post" action="${href(pathOf(system))}"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="action" value="count"><input type="hidden" name="id" value="${id}"><button class="act">Count it now</button></form>`;

type Refused = Extract<PreparedAction, { readonly kind: 'refused' }>;

const refused = (status: 400 | 404 | 409, sentence: string, id: string, context: PageContext): Refused => ({
  ...{ kind: 'refused', status },
  content: html`${problem(`Nothing was documented. ${sentence}`)}${empty('See the test system as it is now.', systemLink(id, context))}`,
});

/** An action of one of these kinds; the form says which, and when. */
export const prepareAct =
  (...allowed: readonly SystemActionKind[]) =>
  async (context: ActionContext): Promise<PreparedAction> => {
    const { parameters, form, reader, system, now } = context;
    const id = parameters.get('id') ?? '';
    const known = knownSystem(id, context);
    if (known === undefined) return refused(404, 'There is no such test system.', id, context);
    const kind = allowed.length === 1 ? allowed[0] : allowed.find((one) => one === form.get('kind'));
    if (kind === undefined) return refused(400, 'Choose what was done.', id, context);
    const at = timeOf(form.get('at') ?? '', context);
    if (typeof at === 'string') return refused(400, at, id, context);
    const acted = await actedState(known, context);
    const seen = form.get('seen') ?? '';
    const obstacle = obstacleTo(kind, acted, seen, context);
    if (obstacle !== undefined) return refused(409, obstacle, id, context);
    const action: ControlAction = {
      ...about(reader, { ...system, clock: () => now }),
      ...{ kind, at: at.toISOString() },
    };
    return {
      kind: 'ready',
      audit: auditOf(known, action),
      carryOut: async () => {
        if (await takeTurn(known, 'system', seen, context))
          return act(known, action, new Date(action.at), context);
        const { newest } = await actedState(known, context);
        const { content } = refused(409, said(newest, context), id, context);
        return { kind: 'shown', status: 409, content };
      },
    };
  };

function obstacleTo(
  kind: SystemActionKind,
  { newest, stop }: ActedState,
  seen: string,
  context: PageContext,
): string | undefined {
  if ((newest?.id ?? '') !== seen) return said(newest, context);
  if (kind === 'stop' && stop !== undefined) return `${whoDid(stop)} has stopped it.`;
  if (kind !== 'start') return undefined;
  if (stop === undefined) return 'It is not stopped.';
  return mayStart(stop, context) ? undefined : 'A supervisor, or whoever stopped it, can start it again.';
}

/** What somebody else did since the page was opened. */
const said = (newest: ControlAction | undefined, { zone }: PageContext): string =>
  newest === undefined
    ? 'Somebody else acts on it now.'
    : `Since you opened the page, ${whoDid(newest)} documented: ${actionWord(newest.kind)}, at ${wholeTime(new Date(newest.recordedAt), zone)}.`;

/** When it was done: now, or a time of the last 31 days. Otherwise what is wrong with the time. */
function timeOf(text: string, { now, zone }: PageContext): Date | string {
  if (text.trim() === '') return now;
  const at = instantOf(text.trim(), zone);
  if (at === undefined) return 'The time is none.';
  if (at > now) return 'The time is in the future.';
  return at.getTime() < now.getTime() - 31 * DAY ? 'The time is more than 31 days ago.' : at;
}

/** Carries out an action. If the test system cannot be judged, the page says so and lets it be counted later. */
export async function act(
  known: KnownControls,
  action: ControlAction,
  since: Date,
  context: ActionContext,
): Promise<ActionOutcome> {
  const { id } = known.system;
  try {
    await carryOutAction(known, action, context.system, since);
    return { kind: 'done', next: pathOf(id) };
  } catch (cause) {
    if (!(cause instanceof AdapterError)) throw cause;
    context.onFailure(cause);
    return { kind: 'shown', status: 503, content: notCounted(action, id, context) };
  }
}

/** Judges a test system by an action that is on file. */
export async function prepareCount(context: ActionContext): Promise<PreparedAction> {
  const { parameters, form, system, now } = context;
  const id = parameters.get('id') ?? '';
  const known = knownSystem(id, context);
  const since = new Date(now.getTime() - READ_DAYS * DAY);
  const actions =
    known === undefined ? [] : await system.controlActions.since(systemHistory(known.system), since);
  const action = actions.find((one) => one.id === form.get('id'));
  if (known === undefined || action === undefined)
    return refused(404, 'The action is not on file: document it again.', id, context);
  return {
    ...{ kind: 'ready', audit: undefined },
    carryOut: async () => {
      await countAction(known, action, system, since);
      return { kind: 'done', next: pathOf(id) };
    },
  };
}
