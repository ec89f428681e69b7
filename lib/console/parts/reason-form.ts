import type { PageContext } from '../page.ts';
import { type Html, html, type Value } from './html.ts';

export interface ReasonForm {
  /** The name of the action of the page. */
  readonly action: string;
  /** The path of the page whose action it is. */
  readonly path: string;
  readonly button: string;
  /** What will happen. */
  readonly explanation: Value;
  /** Further fields; undefined ones are left out. */
  readonly hidden?: Readonly<Record<string, string | undefined>>;
  /** Shown above the reason: fields that a person fills in. */
  readonly fields?: Value;
  /** The reason that was given already, in a form that is shown again. */
  readonly reason?: string | undefined;
}

/** A form that asks why, for a look at patient content or a change. */
export function reasonForm(
  { action, path, button, explanation, hidden = {}, fields, reason }: ReasonForm,
  { csrf, href }: Pick<PageContext, 'csrf' | 'href'>,
): Html {
  const id = `reason-${action}`;
  return html`<form method="post" action="${href(path)}" class="reason">
<input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="action" value="${action}">
${Object.entries(hidden).map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)}
<p id="${id}-hint">${explanation} The reason is written to the audit log with your name first.</p>
${fields}<div class="row"><p><label for="${id}">Reason</label><input id="${id}" name="reason"${reason !== undefined && html` value="${reason}"`} required maxlength="500" autocomplete="off" aria-describedby="${id}-hint"></p>
<button class="act">${button}</button></div>
</form>`;
}
