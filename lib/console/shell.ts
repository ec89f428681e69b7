import { html } from 'hono/html';
import { printable } from '../shared/printable.ts';
import type { ServedAsset } from './assets.ts';
import { shortCount } from './menu-counts.ts';
import type { Html, Page, Person } from './page.ts';
import { zoneName } from './parts/time.ts';

export interface ShellContext {
  readonly laboratory: string;
  readonly zone: string;
  readonly now: Date;
  readonly nonce: string;
  readonly assets: readonly ServedAsset[];
  /** Undefined before a person is signed in. */
  readonly signedIn?: {
    readonly person: Person;
    readonly csrf: string;
    readonly pages: readonly Page[];
    /** The numbers of those pages that have one. */
    readonly counts: ReadonlyMap<Page, number>;
    readonly endsAt: Date;
    readonly secondsLeft: number;
  };
  /** The path of the page that is shown, for the navigation. */
  readonly current?: string;
  /** The path that is shown, for coming back to it. */
  readonly here: string;
  href(path: string): string;
}

/** In the page: browsers would ask for `/favicon.ico`, which is not below the address of the console. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Cpath d='M3 0h2v3l3 5H0l3-5z' fill='%230b5a7d'/%3E%3C/svg%3E";

/** The page around a content: head, navigation, who is signed in, the zone of all times. */
export function shell(title: string, content: Html, context: ShellContext): Html {
  const { laboratory, zone, now, signedIn, assets, nonce, href } = context;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="htmx-config" content='{"extensions":"hx-csp","includeIndicatorCSS":false}'>
<link rel="icon" href="${ICON}">
<title>${title} · ${printable(laboratory)} · Labwire</title>
${assets.map(({ type, path }) =>
  type === 'text/css'
    ? html`<link rel="stylesheet" href="${href(path)}">`
    : html`<script defer nonce="${nonce}" src="${href(path)}"></script>`,
)}
</head>
<body>
<a class="skip-link" href="#content">Skip to the content</a>
<header class="head">
<p class="laboratory">${printable(laboratory)}</p>
${signedIn === undefined ? '' : navigation(signedIn, context)}
</header>
<main id="content" tabindex="-1">
<h1>${title}</h1>
${content}
</main>
<footer class="foot">
${signedIn === undefined ? '' : sessionEnd(signedIn, context)}
<p>All times in ${zone} (${zoneName({ zone, now })}).</p>
</footer>
</body>
</html>`;
}

type SignedIn = NonNullable<ShellContext['signedIn']>;

const navigation = ({ person, csrf, pages, counts }: SignedIn, { current, href }: ShellContext): Html => html`
<nav aria-label="Pages"><ul>
${pages.map((page) =>
  page.menu === undefined
    ? ''
    : html`<li><a href="${href(page.path)}"${page.path === current ? html` aria-current="page"` : ''}>${page.menu}${countOf(counts.get(page))}</a></li>`,
)}
</ul></nav>
<form class="person" method="post" action="${href('/sign-out')}">
<input type="hidden" name="csrf" value="${csrf}">
<span>${printable(person.name)} (${person.roles.join(', ')})</span>
<button>Sign out</button>
</form>`;

/** Nothing if nothing waits there, or if it is not known. */
const countOf = (count = 0) => (count === 0 ? '' : html` <b>${shortCount(count)}</b>`);

/** When the session ends, and how it goes on. A script brings it forward when the end is near. */
const sessionEnd = (
  { csrf, endsAt, secondsLeft }: SignedIn,
  { zone, here, href }: ShellContext,
): Html => html`
<form class="session" method="post" action="${href('/session')}" data-seconds="${secondsLeft}" data-over="${href('/session-over')}">
<input type="hidden" name="csrf" value="${csrf}">
<input type="hidden" name="next" value="${here}">
<p role="status">Your session ends at ${timeIn(zone, endsAt)} if you do nothing.</p>
<button>Stay signed in</button>
</form>`;

const timeIn = (timeZone: string, at: Date): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
