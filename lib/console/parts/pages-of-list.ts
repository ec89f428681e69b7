import { type Html, html, type Value } from './html.ts';

/** Links to the pages before and after this one. Nothing if there is only one page. */
export function pagesOfList({
  previous,
  next,
}: {
  readonly previous?: string | undefined;
  readonly next?: string | undefined;
}): Value {
  if (previous === undefined && next === undefined) return undefined;
  return html`<nav class="pages" aria-label="Pages of this list">${link(previous, 'prev', 'Previous')}${link(next, 'next', 'Next')}</nav>`;
}

const link = (href: string | undefined, rel: string, word: string): Html | undefined =>
  href === undefined ? undefined : html`<a rel="${rel}" href="${href}">${word}</a>`;
