import type { Role } from '../../model/role.ts';
import type { PageContext } from '../page.ts';
import { type Html, html } from './html.ts';

const either = new Intl.ListFormat('en-GB', { type: 'disjunction' });
const all = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** Stands where a form would be, and says why it is not there: it is for other roles. */
export const roleNote = (
  doing: string,
  roles: readonly Role[],
  { person }: Pick<PageContext, 'person'>,
): Html =>
  html`<p class="soft">You cannot ${doing}. It needs the role ${either.format(roles)}; you have the role ${all.format(person.roles)}.</p>`;
