import { html } from 'hono/html';
import { roleSchema } from '../../model/role.ts';
import type { Page } from '../page.ts';

/** The first page: whether anything is wrong. */
export const todayPage: Page = {
  path: '/',
  title: 'Today',
  menu: 'Today',
  roles: roleSchema.options,
  render: ({ person }) => ({ content: html`<p>Signed in as ${person.name}.</p>` }),
};
