import type { PageContext } from '../page.ts';
import { type Html, html } from './html.ts';
import { wholeTime } from './time.ts';

/**
 * A part of a page that refreshes itself every 15 seconds, or as often as is said, unless `live=off` is in the address. Without scripts it stays
 * as it is, and a link reads it again. The focus stays where it is.
 */
export function live(
  path: string,
  content: Html,
  { query, href, nonce, now, zone }: Pick<PageContext, 'query' | 'href' | 'nonce' | 'now' | 'zone'>,
  seconds = 15,
): Html {
  const isPaused = query.get('live') === 'off';
  const at = (isOff: boolean): string => {
    const wanted = new URLSearchParams(query);
    wanted.delete('live');
    if (isOff) wanted.set('live', 'off');
    const text = wanted.toString();
    return href(text === '' ? path : `${path}?${text}`);
  };
  const poll = html` hx-get="${at(false)}" hx-trigger="every ${seconds}s" hx-select="#live" hx-swap="outerMorph" hx-nonce="${nonce}"`;
  return html`<div id="live"${!isPaused && poll}>
<p class="soft no-print">Read at ${wholeTime(now, zone)}. ${
    isPaused
      ? html`<a href="${at(false)}">Refresh every ${seconds} s</a>`
      : html`<a href="${at(false)}">Refresh now</a> · <a href="${at(true)}">Pause refreshing</a>`
  }</p>
${content}
</div>`;
}
