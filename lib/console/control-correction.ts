import { auditOf, decisionAbout } from '../app/quality/act-on-system.ts';
import { answersOfLevel } from '../app/quality/answers-of.ts';
import { exclusionOf } from '../app/quality/exclusions.ts';
import { type KnownControls, lotId, systemHistory } from '../app/quality/find-lot.ts';
import type { SeenResult } from '../model/seen-controls.ts';
import type { LotOfSystem } from '../site/quality/schema.ts';
import type { Source } from '../site/site.ts';
import { notEntered, type SentEntry, valueField } from './control-entry-form.ts';
import {
  ENTRY_DAYS,
  entryMessage,
  entrySource,
  given,
  measuredAtOf,
  questionsAbout,
  type TypedControl,
  typedControl,
} from './entered-controls.ts';
import { takeTurn } from './known-system.ts';
import type { ActionContext, ActionOutcome, PageContext, PreparedAction } from './page.ts';
import { systemLink } from './parts/control-words.ts';
import { html, type Value } from './parts/html.ts';
import { problem } from './parts/notice.ts';
import { reasonForm } from './parts/reason-form.ts';
import { DAY } from './parts/time.ts';
import { act } from './test-system-acts.ts';
import { actsOnControls, mayDo } from './who-may.ts';

/** A result that a person entered, with what is needed to enter the right one in its place. */
interface Mistyped {
  readonly result: SeenResult;
  readonly source: Source;
  readonly lot: LotOfSystem;
  readonly index: number;
}

/** Undefined: nobody typed the result, or its lot or level is not of the site any more. */
function mistyped(known: KnownControls, result: SeenResult, context: PageContext): Mistyped | undefined {
  const source = entrySource(known, context);
  const lot = known.system.lots.find((one) => lotId(one) === result.lot);
  const index = known.system.levels.indexOf(result.level);
  if (source === undefined || lot === undefined || index < 0 || result.origin?.kind !== 'hand')
    return undefined;
  return { result, source, lot, index };
}

/** The form with which a person corrects a result that was typed wrongly. Nothing for a result of an instrument. */
export function correctionForm(
  known: KnownControls,
  result: SeenResult,
  path: string,
  context: PageContext,
  sent?: SentEntry,
): Value {
  const found = mayDo(context, actsOnControls) ? mistyped(known, result, context) : undefined;
  if (found === undefined) return undefined;
  const { index } = found;
  const answers = answersOfLevel(known.system, result.level);
  return html`<h2>Correct it</h2>${reasonForm(
    {
      ...{ action: 'correct', path, button: 'Correct the result' },
      explanation: `If ${result.value} was typed by mistake. What you enter is another result of the same level, lot and time of measurement, with your name. ${result.value} is excluded with your reason, and stays on the chart.`,
      hidden: { entry: sent?.form.get('entry') ?? context.system.newId() },
      reason: sent?.form.get('reason') ?? undefined,
      fields: valueField(
        {
          ...{ id: `value-${index}`, index, answers },
          label: `What the instrument showed at level ${result.level}${answers === undefined ? `, ${result.unit ?? 'without unit'}` : ''}`,
        },
        sent,
      ),
    },
    context,
  )}`;
}

/** Excludes the result that was typed wrongly, and enters the right one. */
export function prepareCorrection(
  known: KnownControls,
  result: SeenResult,
  /** The page of the result, and the last decision about it. */
  { path, seen }: { readonly path: string; readonly seen: string },
  context: ActionContext,
): PreparedAction {
  const { form, now } = context;
  const found = mistyped(known, result, context);
  const entry = form.get('entry') ?? '';
  if (found === undefined || !/^[\w-]{1,64}$/.test(entry))
    return {
      ...{ kind: 'refused', status: 404 },
      content: problem('Nothing was corrected: only a result that a person entered can be.'),
    };
  const { lot, index } = found;
  const measuredAt = measuredAtOf(new Date(result.at), now);
  const read = typedControl(known, lot, { index, text: (form.get(`value-${index}`) ?? '').trim() });
  const error = errorOf(read, measuredAt, result);
  const questions =
    typeof read === 'string' || typeof measuredAt === 'string'
      ? []
      : questionsAbout(known, lot, [read], { measuredAt, form });
  if (
    error !== undefined ||
    typeof read === 'string' ||
    typeof measuredAt === 'string' ||
    questions.length > 0
  ) {
    const errors = new Map(error === undefined ? [] : [[`value-${index}`, error]]);
    const sent = { form, errors, questions };
    return {
      ...{ kind: 'refused', status: 400 },
      content: html`${notEntered(sent)}${correctionForm(known, result, path, context, sent)}`,
    };
  }
  const isConfirmed = form.has(`sure-${index}`);
  return {
    kind: 'ready',
    audit: {
      ...auditOf(known, { kind: 'exclude' }),
      parameters: ['exclude', 'enter', ...(isConfirmed ? ['confirmed'] : [])],
    },
    carryOut: async () =>
      (await takeTurn(known, result.id, seen, context)) && !(await isExcluded(known, result, context))
        ? correct(known, found, { entry, read, measuredAt }, context)
        : {
            ...{ kind: 'shown', status: 409 },
            content: problem(
              'Nothing was corrected: somebody excluded the result since you opened the page.',
            ),
          },
  };
}

/** A turn ends after a while, so somebody may have been faster all the same. */
async function isExcluded(
  known: KnownControls,
  { id }: SeenResult,
  context: ActionContext,
): Promise<boolean> {
  const { system, now } = context;
  const since = new Date(now.getTime() - ENTRY_DAYS * DAY);
  const actions = await system.controlActions.since(systemHistory(known.system), since);
  return exclusionOf(new Set([id]), actions) !== undefined;
}

const errorOf = (
  read: TypedControl | string,
  measuredAt: Date | string,
  { value }: SeenResult,
): string | undefined => {
  if (typeof read === 'string') return read;
  if (read.value === value) return 'This is the result that was entered.';
  return typeof measuredAt === 'string'
    ? 'It was measured too long ago. Exclude it, and measure the control again.'
    : undefined;
};

/** The exclusion comes first: if the rest fails, a control is missing, and none counts that nobody measured. */
async function correct(
  known: KnownControls,
  { result, source }: Mistyped,
  {
    entry,
    read,
    measuredAt,
  }: { readonly entry: string; readonly read: TypedControl; readonly measuredAt: Date },
  context: ActionContext,
): Promise<ActionOutcome> {
  const { reader, system } = context;
  const reason = `mistyped, entered again as ${read.value}: ${reader.reason}`;
  const exclusion = decisionAbout({ id: result.id }, 'exclude', { ...reader, reason }, system);
  const excluded = await act(known, exclusion, new Date(result.at), context);
  const bytes = entryMessage(known, source, { id: entry, results: [read], measuredAt }, context);
  const outcome = await given(bytes, context);
  if (outcome !== 'accepted')
    return {
      ...{ kind: 'shown', status: outcome === undefined ? 503 : 409 },
      content: problem(
        `${result.value} is excluded. ${outcome === undefined ? `It is not known whether ${read.value} was entered.` : `${read.value} was not entered.`}`,
        html`Look at the chart in a minute: ${systemLink(known.system.id, context)}. If it does not have the result, enter it there.`,
      ),
    };
  return excluded.kind === 'done' ? { ...excluded, outcome: { sent: 1, refused: 0 } } : excluded;
}
