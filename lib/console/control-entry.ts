import { auditOf } from '../app/quality/act-on-system.ts';
import { type KnownControls, lotId } from '../app/quality/find-lot.ts';
import type { LotOfSystem } from '../site/quality/schema.ts';
import { entryAgain } from './control-entry-form.ts';
import {
  entryMessage,
  entrySource,
  given,
  lotsInUse,
  measuredAtOf,
  missingLevels,
  questionsAbout,
  type TypedControl,
  typedControl,
} from './entered-controls.ts';
import { knownSystem, takeTurn } from './known-system.ts';
import { instantOf } from './local-time.ts';
import type { ActionContext, PreparedAction } from './page.ts';
import { systemLink } from './parts/control-words.ts';
import { html, type Value } from './parts/html.ts';
import { empty, problem } from './parts/notice.ts';

/** What a form says, and what is wrong with it by the id of the field. */
interface ReadEntry {
  readonly lot: LotOfSystem | undefined;
  readonly results: readonly TypedControl[];
  readonly measuredAt: Date;
  readonly errors: ReadonlyMap<string, string>;
}

function readEntry(known: KnownControls, { form, now, zone }: ActionContext): ReadEntry {
  const errors = new Map<string, string>();
  const lot = lotsInUse(known, now).find((one) => lotId(one) === form.get('lot'));
  if (lot === undefined) errors.set('lot', 'Choose a lot that is in use.');
  const results: TypedControl[] = [];
  let isEmpty = true;
  for (const index of known.system.levels.keys()) {
    const text = (form.get(`value-${index}`) ?? '').trim();
    if (text === '') continue;
    isEmpty = false;
    const read = lot && typedControl(known, lot, { index, text });
    if (typeof read === 'string') errors.set(`value-${index}`, read);
    else if (read !== undefined) results.push(read);
  }
  if (isEmpty) errors.set('value-0', 'Enter a result of at least one level.');
  const time = (form.get('measured') ?? '').trim();
  const measuredAt = measuredAtOf(time === '' ? now : instantOf(time, zone), now);
  if (typeof measuredAt === 'string') errors.set('measured', measuredAt);
  return { lot, results, measuredAt: typeof measuredAt === 'string' ? now : measuredAt, errors };
}

/** Gives the results of a form to the acceptance of messages, as a message of their source. */
export async function prepareEntry(context: ActionContext): Promise<PreparedAction> {
  const { parameters, form } = context;
  const id = parameters.get('id') ?? '';
  const known = knownSystem(id, context);
  const source = known && entrySource(known, context);
  const refused = (status: 400 | 404, content: Value): PreparedAction => ({
    ...{ kind: 'refused', status },
    content: html`${content}`,
  });
  if (known === undefined || source?.sender.application === undefined)
    return refused(404, [
      problem('Nothing was entered. An instrument sends the controls of this test system.'),
      empty('See', systemLink(id, context, 'the test system')),
    ]);
  const entry = form.get('entry') ?? '';
  if (!/^[\w-]{1,64}$/.test(entry))
    return refused(400, problem('Nothing was entered.', systemLink(id, context, 'Open the page again.')));
  const { lot, results, measuredAt, errors } = readEntry(known, context);
  const questions =
    lot === undefined || errors.size > 0 ? [] : questionsAbout(known, lot, results, { measuredAt, form });
  if (errors.size > 0 || questions.length > 0)
    return refused(400, entryAgain(known, context, { form, errors, questions }));
  const isConfirmed = results.some(({ index }) => form.has(`sure-${index}`));
  return {
    kind: 'ready',
    audit: {
      ...auditOf(known, { kind: 'other' }),
      parameters: ['enter', ...(isConfirmed ? ['confirmed'] : [])],
      count: results.length,
    },
    carryOut: async () => {
      // somebody who presses the button twice enters one result
      if (!(await takeTurn(known, `entry ${entry}`, '', context))) {
        const content = problem('It was entered already.', systemLink(id, context));
        return { kind: 'shown', status: 409, content };
      }
      const bytes = entryMessage(known, source, { id: entry, results, measuredAt }, context);
      const outcome = await given(bytes, context);
      if (outcome === 'accepted')
        return {
          ...{ kind: 'done', next: `/controls/${encodeURIComponent(id)}` },
          outcome: { sent: results.length, refused: 0, missing: missingLevels(known, results) },
        };
      const content =
        outcome === 'refused'
          ? problem('Nothing was entered: the system refused the message.', systemLink(id, context))
          : problem(
              'It is not known whether the results were entered.',
              html`Look at the chart in a minute: ${systemLink(id, context)}. If it does not have them, enter them again there.`,
            );
      return { kind: 'shown', status: outcome === 'refused' ? 409 : 503, content };
    },
  };
}
