import { isReason, recordRead } from '../app/operate/audited-read.ts';
import { AdapterError } from '../shared/adapter-error.ts';
import type { Action, ActionContext, ActionOutcome, Page, PageContext, PreparedAction } from './page.ts';
import { mayDo } from './who-may.ts';

export type Acted =
  | ActionOutcome
  | Extract<PreparedAction, { readonly kind: 'refused' }>
  | { readonly kind: 'unknown-action' }
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'no-reason'; readonly action: Action };

/** A longer reason is asked for again: the audit log has every reason whole. */
const MAX_REASON = 500;

/**
 * Carries out what a form asks for: first the audit entry, then the look or the change. Nothing is shown or changed
 * without a role that may, a reason, and an entry that was written. If it is refused after that, or fails, a second entry
 * has the status.
 */
export async function carryOut(page: Page, context: PageContext, form: URLSearchParams): Promise<Acted> {
  const action = page.actions?.find(({ name }) => name === form.get('action'));
  if (action === undefined) return { kind: 'unknown-action' };
  if (!mayDo(context, action.roles)) return { kind: 'not-allowed' };
  const reason = (form.get('reason') ?? '').trim();
  if (action.asksReason && !(isReason(reason) && reason.length <= MAX_REASON))
    return { kind: 'no-reason', action };
  const reader = {
    actor: context.person.subject,
    name: context.person.name,
    reason,
    channel: 'console',
  } as const;
  const prepared = await action.prepare({ ...context, form, reader } satisfies ActionContext);
  if (prepared.kind === 'refused') return prepared;
  const { audit } = prepared;
  if (audit === undefined) {
    if (action.asksReason) throw new Error(`the action ${action.name} names nothing for the audit log`);
    return prepared.carryOut();
  }
  await recordRead(audit, reader, context.system);
  const refuse = (status: number) => recordRead({ ...audit, count: 0, status }, reader, context.system);
  const acted = await prepared.carryOut().catch(async (cause: unknown) => {
    if (cause instanceof AdapterError) await refuse(503);
    throw cause;
  });
  if (acted.kind === 'shown' && acted.status !== undefined && acted.status >= 400) await refuse(acted.status);
  return acted;
}
