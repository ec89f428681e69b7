import type { UnmappedTerm } from '../../model/unmapped-term.ts';
import { MOST_COUNTED } from '../menu-counts.ts';
import type { Page, PageContext } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { type Html, html } from '../parts/html.ts';
import { messageLink } from '../parts/message-list.ts';
import { empty } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { tag } from '../parts/tag.ts';
import { everybody } from '../who-may.ts';

const ROWS = 200;
/** As many codes of each source are read: a source may send any number of them. */
const MOST_READ = 1000;

/** Codes and units that were received and that no map has. */
export const unmappedPage: Page = {
  path: '/unmapped',
  title: 'Unmapped',
  menu: 'Unmapped',
  count: async ({ interpreter }) => (await interpreter.unmapped(MOST_COUNTED)).length,
  roles: everybody,
  render: async (context) => ({
    content: html`<p>Codes and units that came and that the map of their source does not have. Complete the map in the site, deploy it, and replay what was held. At most ${MOST_READ} codes of each source are read here; <code>labwire unmapped</code> lists all.</p>
${await attempt('The unmapped codes', context.system.interpreter.unmapped(MOST_READ), (terms) => bySource(terms, context))}`,
  }),
};

function bySource(terms: readonly UnmappedTerm[], context: PageContext): Html {
  if (terms.length === 0) return html`${empty('Every code and unit that came is in the map of its source.')}`;
  return html`${[...Map.groupBy(terms, ({ source }) => source)].map(
    ([source, some]) => html`<h2>${source}</h2>${termsOf(source, some, context)}`,
  )}`;
}

const lacking: Readonly<Record<UnmappedTerm['lacks'], string>> = {
  loinc: 'no LOINC code',
  ucum: 'no UCUM unit',
  both: 'no LOINC code, no UCUM unit',
};

const captionOf = (count: number): string =>
  count <= ROWS ? String(count) : `The first ${ROWS} of ${count === MOST_READ ? `at least ${count}` : count}`;

const termsOf = (source: string, terms: readonly UnmappedTerm[], context: PageContext) =>
  table({
    caption: `${captionOf(terms.length)} of ${source}`,
    columns: [
      { head: 'Code', cell: ({ code }) => code },
      { head: 'Name', cell: ({ display }) => display },
      { head: 'Coding system', cell: ({ system }) => system },
      { head: 'Unit as sent', cell: ({ unit }) => unit },
      { head: 'Lacks', cell: ({ lacks }) => tag('attention', lacking[lacks]) },
      { head: 'Example', cell: ({ messageId, at }) => html`${messageLink(messageId, context)} ${at}` },
    ],
    rows: terms.slice(0, ROWS),
    empty: undefined,
  });
