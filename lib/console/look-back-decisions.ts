import { findLookBack } from '../app/quality/find-look-back.ts';
import type { KnownControls } from '../app/quality/find-lot.ts';
import {
  type LookBack,
  type LookBackRow,
  lookBackAudit,
  obstacleToSign,
  putDispositions,
  putSignature,
  rowName,
} from '../app/quality/look-back.ts';
import { type ControlAction, dispositions } from '../model/control-action.ts';
import { digestOf } from '../model/identity.ts';
import { whoDid } from '../model/who-did.ts';
import { knownSystem, takeTurn } from './known-system.ts';
import type { ActionContext, Html, PageContext, PreparedAction } from './page.ts';
import { html, type Value } from './parts/html.ts';
import { openRows } from './parts/look-back-words.ts';
import { empty, problem } from './parts/notice.ts';

/** A result of a look-back as one short word of a form. */
export const rowWord = (row: LookBackRow): string => digestOf(rowName(row)).slice(0, 16);

/** Everything about a look-back that a decision depends on, as one word: its results, its bounds, and the newest decision. */
export const seenOf = ({ bounds, rows, newest }: LookBack): string =>
  digestOf(JSON.stringify([bounds.after, bounds.until, rows.map(rowName), newest?.id])).slice(0, 32);

/** The path of a look-back. */
export const pathOf = ({ parameters }: Pick<PageContext, 'parameters'>): string =>
  `/look-back/${encodeURIComponent(parameters.get('system') ?? '')}/${encodeURIComponent(parameters.get('event') ?? '')}`;

interface Asked {
  readonly known: KnownControls;
  readonly lookBack: LookBack;
  readonly seen: string;
}

/** The look-back of the form, if it is as the person saw it. */
async function askedFor(
  context: ActionContext,
): Promise<Asked | Extract<PreparedAction, { readonly kind: 'refused' }>> {
  const { parameters, form, system } = context;
  const known = knownSystem(parameters.get('system') ?? '', context);
  const found = known && (await findLookBack(known, parameters.get('event') ?? '', system));
  if (known === undefined || found === undefined)
    return { kind: 'refused', status: 404, content: problem('There is no such look-back.') };
  const { lookBack } = found;
  const seen = form.get('seen') ?? '';
  if (lookBack === undefined || seenOf(lookBack) !== seen)
    return { kind: 'refused', status: 409, content: changed(lookBack?.newest, context) };
  return { known, lookBack, seen };
}

/** Says that somebody was faster, or that other results belong to it now. */
const changed = (newest: ControlAction | undefined, context: PageContext): Html =>
  refusedBecause(
    'The look-back has changed since you opened it.',
    newest &&
      `${whoDid(newest)} ${newest.kind === 'sign' ? 'signed it' : `decided: ${newest.disposition}`} last.`,
    context,
  );

const refusedBecause = (reason: string, more: Value, context: PageContext): Html =>
  html`${problem(`Nothing was written down. ${reason}`, more)}${empty('See it as it is now.', html`<a href="${context.href(pathOf(context))}">Look-back</a>`)}`;

/** Writes down a decision about the chosen results, or about all that are open. */
export async function prepareDispositions(context: ActionContext): Promise<PreparedAction> {
  const { form, reader, system } = context;
  const asked = await askedFor(context);
  if ('kind' in asked) return asked;
  const { known, lookBack, seen } = asked;
  const disposition = dispositions.find((one) => one === form.get('disposition'));
  const words = new Set(form.getAll('row'));
  const rows =
    form.get('which') === 'open'
      ? openRows(lookBack)
      : lookBack.rows.filter((row) => words.has(rowWord(row)));
  if (disposition === undefined || rows.length === 0) {
    const lack = disposition === undefined ? 'No decision was chosen.' : 'No result was chosen.';
    return { kind: 'refused', status: 400, content: refusedBecause(lack, undefined, context) };
  }
  const { event } = lookBack.bounds;
  return {
    kind: 'ready',
    audit: lookBackAudit(event, 'dispose', rows.length),
    carryOut: async () => {
      if (!(await takeTurn(known, event, seen, context)))
        return { kind: 'shown', status: 409, content: changed(undefined, context) };
      await putDispositions(known, { event, rows: rows.map(rowName), disposition }, reader, system);
      return { kind: 'done', next: pathOf(context) };
    },
  };
}

/** Closes a look-back by the signature of a person who decided about none of its results. */
export async function prepareSignature(context: ActionContext): Promise<PreparedAction> {
  const { reader, system } = context;
  const asked = await askedFor(context);
  if ('kind' in asked) return asked;
  const { known, lookBack, seen } = asked;
  const obstacle = obstacleToSign(lookBack, reader.actor);
  if (obstacle !== undefined)
    return {
      ...{ kind: 'refused', status: 409 },
      content: refusedBecause(`The look-back cannot be signed: ${obstacle}.`, undefined, context),
    };
  const { event } = lookBack.bounds;
  return {
    kind: 'ready',
    audit: lookBackAudit(event, 'sign', 1),
    carryOut: async () => {
      if (!(await takeTurn(known, event, seen, context)))
        return { kind: 'shown', status: 409, content: changed(undefined, context) };
      await putSignature(known, event, reader, system);
      return { kind: 'done', next: pathOf(context) };
    },
  };
}
