import { runbookPageOf } from '../../model/runbook-pages.ts';
import type { Page } from '../page.ts';
import { html } from '../parts/html.ts';
import { markdown, titleOf } from '../parts/markdown.ts';
import { empty } from '../parts/notice.ts';
import { everybody } from '../who-may.ts';

/** What to do about an alarm: a page of the runbook, as it was deployed. */
export const runbookPage: Page = {
  path: '/runbook/:page',
  title: 'What to do',
  roles: everybody,
  render: ({ parameters, system, href }) => {
    const page = runbookPageOf(`docs/runbook/${parameters.get('page')}.md`);
    if (page === undefined)
      return {
        status: 404,
        content: empty('The runbook has no such page.', html`<a href="${href('/')}">Today</a>`),
      };
    const text = system.runbook(page);
    const linkTo = (target: string): string | undefined => {
      const other = runbookPageOf(`docs/runbook/${target}`);
      return other && href(`/runbook/${other}`);
    };
    return { content: html`<p><strong>${titleOf(text)}</strong></p>${markdown(text, linkTo)}` };
  },
};
