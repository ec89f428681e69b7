import { auditOf, decisionAbout } from '../../app/quality/act-on-system.ts';
import { exclusionsOf } from '../../app/quality/exclusions.ts';
import { type KnownControls, systemHistory } from '../../app/quality/find-lot.ts';
import type { ControlAction } from '../../model/control-action.ts';
import type { SeenResult } from '../../model/seen-controls.ts';
import { whoDid } from '../../model/who-did.ts';
import { originText } from '../../render/chart/levey-jennings.ts';
import { correctionForm, prepareCorrection } from '../control-correction.ts';
import { knownSystem, takeTurn } from '../known-system.ts';
import type { ActionContext, Html, Page, PageContext, PreparedAction } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { systemLink, verdictTag } from '../parts/control-words.ts';
import { fields } from '../parts/fields.ts';
import { html } from '../parts/html.ts';
import { messageLink } from '../parts/message-list.ts';
import { caution, empty, problem } from '../parts/notice.ts';
import { reasonForm } from '../parts/reason-form.ts';
import { roleNote } from '../parts/role-note.ts';
import { DAY, wholeTime } from '../parts/time.ts';
import { act } from '../test-system-acts.ts';
import { actsOnControls, everybody, mayDo, seesReasons } from '../who-may.ts';

/** Results are found so far back. */
const READ_DAYS = 60;

/** One result of a control: what it is, how it was judged, and its exclusion. */
export const controlResultPage: Page = {
  path: '/controls/:id/results/:point',
  title: 'Control result',
  roles: everybody,
  render: async (context) => {
    const id = context.parameters.get('id') ?? '';
    const content = await attempt('The result', resultOf(context), (found) =>
      found === undefined ? notThere() : shown(found, context),
    );
    return { content: html`<p>${systemLink(id, context, 'Back to the test system')}</p>${content}` };
  },
  actions: [
    { name: 'exclude', roles: actsOnControls, asksReason: true, prepare: prepareDecision('exclude') },
    { name: 'include', roles: actsOnControls, asksReason: true, prepare: prepareDecision('include') },
    { name: 'correct', roles: actsOnControls, asksReason: true, prepare: prepareCorrected },
  ],
};

const notThere = (): Html => empty(`The test system has no such result in the last ${READ_DAYS} days.`);

interface Found {
  readonly known: KnownControls;
  readonly result: SeenResult;
  /** The exclusions of the result, and what took them back. The last one holds. */
  readonly decisions: readonly ControlAction[];
}

async function resultOf(context: PageContext): Promise<Found | undefined> {
  const { parameters, system, now } = context;
  const known = knownSystem(parameters.get('id') ?? '', context);
  if (known === undefined) return undefined;
  const since = new Date(now.getTime() - READ_DAYS * DAY);
  const point = parameters.get('point') ?? '';
  const [controls, actions] = await Promise.all([
    system.interpreter.controls({
      ...{ id: known.system.id, since: since.getTime(), until: now.getTime() + DAY },
      ...{ from: 0, rows: 1, point },
    }),
    system.controlActions.since(systemHistory(known.system), since),
  ]);
  const [result] = controls?.results ?? [];
  const decisions = exclusionsOf(new Set([point]), actions);
  return result && { known, result, decisions };
}

const isExcluded = ({ decisions }: Found): boolean => decisions.at(-1)?.kind === 'exclude';

function shown(found: Found, context: PageContext): Html {
  const { known, result, decisions } = found;
  const { zone } = context;
  const { at, level, lot, value, unit = '', z, answer, tone, words, reagents, messageId, origin } = result;
  return html`${fields([
    ['Measured', wholeTime(new Date(at), zone)],
    ['Level', level || 'unknown'],
    ['Lot', lot],
    ['Result', `${value} ${unit}`],
    answer === undefined ? ['SD from the mean', z] : ['Read as', answer],
    ['State', verdictTag(tone)],
    ['Rules or reason', words],
    ['Reagents', reagents],
    ['Origin', originText(origin, (entered) => wholeTime(new Date(entered), zone))],
    ['Message', messageId !== undefined && messageLink(messageId, context)],
  ])}${decidedBy(decisions, context)}${
    isExcluded(found)
      ? decisionForm('include', decisions, context)
      : html`${correctionForm(known, result, pathOf(context), context)}${decisionForm('exclude', decisions, context)}`
  }`;
}

/** Who excluded it and who took that back, each with when and why. */
const decidedBy = (decisions: readonly ControlAction[], context: PageContext): readonly Html[] =>
  decisions.map((one) =>
    caution(
      `${whoDid(one)} ${one.kind === 'exclude' ? 'excluded it' : 'took the exclusion back'} at ${wholeTime(new Date(one.recordedAt), context.zone)}${mayDo(context, seesReasons) ? `: ${one.why}` : '.'}`,
    ),
  );

/** The decision that a person sees on the page, so that nobody acts on another one. */
const seenOf = (decisions: readonly ControlAction[]): string => decisions.at(-1)?.id ?? '';

const forms = {
  exclude: {
    heading: 'Exclude it',
    verb: 'exclude it',
    button: 'Exclude the result',
    explanation:
      'It stays on the chart, and is in no event, rule or statistic any more. Give what was wrong with it, such as a wrong vial or an air bubble: that it is beyond its limits is no reason.',
  },
  include: {
    heading: 'Take the exclusion back',
    verb: 'take the exclusion back',
    button: 'Let the result count again',
    explanation:
      'If it was excluded by mistake. It is judged again as if nobody had excluded it: it may reject, and open a look-back. The exclusion stays on record.',
  },
} as const;

function decisionForm(
  action: keyof typeof forms,
  decisions: readonly ControlAction[],
  context: PageContext,
): Html {
  const { heading, verb, button, explanation } = forms[action];
  return html`<h2>${heading}</h2>${
    mayDo(context, actsOnControls)
      ? reasonForm(
          {
            ...{ action, path: pathOf(context), button, explanation },
            hidden: { seen: seenOf(decisions) },
          },
          context,
        )
      : roleNote(verb, actsOnControls, context)
  }`;
}

const pathOf = ({ parameters }: PageContext): string =>
  `/controls/${encodeURIComponent(parameters.get('id') ?? '')}/results/${encodeURIComponent(parameters.get('point') ?? '')}`;

function prepareDecision(kind: 'exclude' | 'include') {
  return async (context: ActionContext): Promise<PreparedAction> => {
    const { parameters, form, reader, system } = context;
    const found = await resultOf(context);
    if (found === undefined) return { kind: 'refused', status: 404, content: notThere() };
    const { known, result, decisions } = found;
    const point = parameters.get('point') ?? '';
    const seen = seenOf(decisions);
    if ((form.get('seen') ?? '') !== seen || isExcluded(found) !== (kind === 'include'))
      return { kind: 'refused', status: 409, content: already(found, context) };
    const action = decisionAbout({ id: point }, kind, reader, system);
    return {
      kind: 'ready',
      audit: auditOf(known, action),
      carryOut: async () =>
        (await takeTurn(known, point, seen, context))
          ? act(known, action, new Date(result.at), context)
          : { kind: 'shown', status: 409, content: already(found, context) },
    };
  };
}

async function prepareCorrected(context: ActionContext): Promise<PreparedAction> {
  const found = await resultOf(context);
  if (found === undefined) return { kind: 'refused', status: 404, content: notThere() };
  if (isExcluded(found)) return { kind: 'refused', status: 409, content: already(found, context) };
  return prepareCorrection(
    found.known,
    found.result,
    { path: pathOf(context), seen: seenOf(found.decisions) },
    context,
  );
}

const already = (found: Found, context: PageContext): Html =>
  html`${problem('Nothing was done: somebody was faster.')}${decidedBy(found.decisions, context)}`;
