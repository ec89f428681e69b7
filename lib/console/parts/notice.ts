import { type Html, html, type Value } from './html.ts';

/** Says that a list is empty, why, and where to look next. */
export const empty = (sentence: string, next?: Value): Html =>
  html`<p class="notice neutral">${sentence} ${next}</p>`;

/** Something that could not be read or done. The rest of the page still stands. */
export const problem = (sentence: string, next?: Value): Html =>
  html`<div class="notice bad" role="alert"><p><strong>${sentence}</strong> ${next}</p></div>`;

/** The outcome of an action, announced when the page opens. */
export const outcome = (sentence: Value): Html =>
  html`<div class="notice good" role="status"><p>${sentence}</p></div>`;

/** Something that a person should know before they go on. */
export const caution = (sentence: Value): Html =>
  html`<div class="notice attention"><p>${sentence}</p></div>`;
